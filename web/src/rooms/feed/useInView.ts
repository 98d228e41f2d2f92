import { type RefObject, useEffect, useState } from 'react';

/** A line across the upper third of the window, where one looks: one item of a column lies under it at a time. */
const LINE = '-35% 0px -64% 0px';

interface InView {
  /** Some of it can be seen. */
  readonly seen: boolean;
  /** It lies where one looks. */
  readonly looked: boolean;
}

export function useInView(element: RefObject<HTMLElement | null>): InView {
  const [inView, setInView] = useState<InView>({ seen: false, looked: false });
  useEffect(() => {
    if (!element.current) return;
    const watch = (name: keyof InView, rootMargin: string) => {
      const observer = new IntersectionObserver(
        (entries) => {
          const isIn = entries.at(-1)?.isIntersecting ?? false;
          setInView((known) => ({ ...known, [name]: isIn }));
        },
        { rootMargin },
      );
      if (element.current) observer.observe(element.current);
      return observer;
    };
    const observers = [watch('seen', '0px'), watch('looked', LINE)];
    return () => {
      for (const observer of observers) observer.disconnect();
    };
  }, [element]);
  return inView;
}
