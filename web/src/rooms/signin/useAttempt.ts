import { useState } from 'react';
import { type SignInTrouble, troubleOf } from '../../session/trouble';

/** One try at a time: what it is about, and what came in its way. */
export function useAttempt() {
  const [busy, setBusy] = useState<string>();
  const [trouble, setTrouble] = useState<SignInTrouble | null>(null);
  const attempt = async (words: string, work: () => Promise<void>): Promise<SignInTrouble | null> => {
    setBusy(words);
    setTrouble(null);
    try {
      await work();
      return null;
    } catch (error) {
      const found = troubleOf(error);
      setTrouble(found);
      return found;
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, trouble, attempt };
}
