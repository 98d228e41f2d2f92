import { useEffect, useState } from 'react';

const WORDS_AFTER_MS = 400;

/** True of a wait that has become long enough for words. */
export function useLong(waiting: boolean): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setLong(true), WORDS_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [waiting]);
  return isLong;
}
