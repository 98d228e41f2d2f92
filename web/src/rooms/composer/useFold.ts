import { useEffect, useRef, useState } from 'react';

/** On a phone the box is folded to prompt and price until something in it is wanted, and again once it is left. */
export function useFold() {
  const [open, setOpen] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = ({ target }: Event) => {
      if (target instanceof Element && !form.current?.contains(target) && !target.closest('dialog'))
        setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
    };
  }, [open]);
  return { form, open, setOpen };
}
