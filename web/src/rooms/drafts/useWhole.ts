import { useEffect, useState } from 'react';

/**
 * True for the first two frames: all tiles are laid out, also those that are not seen.
 *
 * Back scrolls to a place in pixels; it is the same place only if the tiles above have their real heights. The
 * browser remembers these, so that afterwards what is not seen may be left out again.
 */
export function useWhole(): boolean {
  const [whole, setWhole] = useState(true);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setWhole(false));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return whole;
}
