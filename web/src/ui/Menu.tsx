import { Ellipsis } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import styles from './Menu.module.css';

export interface Action {
  readonly text: string;
  readonly icon?: ReactNode;
  readonly tone?: 'bad';
  /** Why it cannot be pressed now, in words. */
  readonly unless?: string | undefined;
  readonly onPress: () => void;
}

interface MenuProps {
  readonly label: string;
  /** Asked for while it is open: a closed menu costs nothing. */
  readonly actions: () => readonly Action[];
}

/** A button that opens a list of actions: below it, or as a sheet from the bottom of a phone. */
export function Menu({ label, actions }: MenuProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const press = (action: Action) => {
    list.current?.hidePopover();
    action.onPress();
  };
  return (
    <>
      <button
        type="button"
        className={styles.opener}
        popoverTarget={id}
        aria-label={label}
        aria-haspopup="menu"
      >
        <Ellipsis aria-hidden="true" size={20} />
      </button>

      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        className={styles.list}
        onKeyDown={move}
        onBeforeToggle={({ newState }) => setOpen(newState === 'open')}
        onToggle={focusFirst}
      >
        {(isOpen ? actions() : []).map((action) => (
          <button
            key={action.text}
            type="button"
            role="menuitem"
            className={styles.item}
            data-tone={action.tone}
            aria-disabled={action.unless !== undefined}
            onClick={() => action.unless === undefined && press(action)}
          >
            {action.icon}
            <span>{action.text}</span>
            {action.unless && <small>{action.unless}</small>}
          </button>
        ))}
      </div>
    </>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

function move(event: KeyboardEvent<HTMLDivElement>) {
  const step = STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items.at((at + step) % items.length)?.focus();
}

function focusFirst(event: { currentTarget: HTMLDivElement; newState: string }) {
  if (event.newState === 'open') event.currentTarget.querySelector<HTMLElement>('[role=menuitem]')?.focus();
}
