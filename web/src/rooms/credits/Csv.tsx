import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ledgerPage } from '../../api/credits';
import { cursorOf } from '../../api/jobs';
import { inWords } from '../../api/problem';
import { csvOf, type Entry, type Kind } from '../../model/ledger';
import { Button } from '../../ui/Button';
import { toast } from '../../ui/toast';

const PAGES_MAX = 100;

/** The history as a file, all pages of it; of a longer one the file and the page say that it is not all. */
export function Csv({ kind }: { readonly kind: Kind | '' }) {
  const [read, setRead] = useState<number>();
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => () => leaving.current?.abort(), []);
  const save = async () => {
    const controller = new AbortController();
    const { signal } = controller;
    leaving.current = controller;
    setRead(0);
    await write(kind, signal, setRead).catch((error: unknown) => {
      if (!signal.aborted) toast(`No file was made. ${inWords(error)}`, { tone: 'bad' });
    });
    setRead(undefined);
  };
  const busy = read === undefined ? undefined : `Reading, ${read} entries so far`;
  return (
    <Button busy={busy} icon={<Download aria-hidden="true" size={16} />} onClick={() => void save()}>
      Export CSV
    </Button>
  );
}

async function write(kind: Kind | '', signal: AbortSignal, onRead: (entries: number) => void): Promise<void> {
  const { entries, isWhole } = await readAll(kind, signal, onRead);
  const name = ['credits', kind, isWhole ? '' : `newest-${entries.length}`].filter(Boolean).join('-');
  hand(csvOf(entries), `${name}.csv`);
  if (!isWhole) toast(`The file holds the newest ${entries.length} entries, not all.`);
}

async function readAll(kind: Kind | '', signal: AbortSignal, onRead: (entries: number) => void) {
  const entries: Entry[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < PAGES_MAX && cursor !== null; page += 1) {
    const answered: Awaited<ReturnType<typeof ledgerPage>> = await ledgerPage(kind, cursor, signal);
    entries.push(...answered.entries);
    onRead(entries.length);
    cursor = cursorOf(answered.next);
  }
  return { entries, isWhole: cursor === null };
}

function hand(csv: string, name: string): void {
  const url = URL.createObjectURL(new Blob([`\ufeff${csv}`], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
