import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from './Button';
import { copied } from './copy';

const SAID_MS = 2_000;

interface CopyButtonProps {
  /** What is copied. */
  readonly text: string;
  readonly icon?: ReactNode;
  /** What it is copied of, where several are on a page. */
  readonly about?: string;
  readonly children: string;
}

/** Copy a text, and say that it was. */
export function CopyButton({ text, icon, about, children }: CopyButtonProps) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [isDone]);
  const copy = async () => setDone(await copied(text));
  const words = isDone ? 'Copied' : children;
  const mark = isDone ? (
    <Check aria-hidden="true" size={16} />
  ) : (
    (icon ?? <Copy aria-hidden="true" size={16} />)
  );
  return (
    <>
      <Button icon={mark} aria-label={about && `${words}: ${about}`} onClick={() => void copy()}>
        {words}
      </Button>
      <span className="unseen" role="status">
        {isDone && 'Copied'}
      </span>
    </>
  );
}
