import { useEffect, useState } from 'react';

const LONG_MS = 400;

/** Return whether something has lasted so long that it needs words. */
export function useLong(lasting: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!lasting) return;
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [lasting]);
  return long;
}
