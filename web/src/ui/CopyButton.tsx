import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from './Button';
import { toast } from './toast';

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
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      toast(`Your browser does not let this page copy. Copy it by hand: ${text}`, { tone: 'bad' });
    }
  };
  const words = copied ? 'Copied' : children;
  const mark = copied ? (
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
        {copied && 'Copied'}
      </span>
    </>
  );
}
