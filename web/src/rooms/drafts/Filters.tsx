import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useLocation, useNavigationType } from 'react-router';
import { modelsQuery } from '../../api/models';
import { typeWords } from '../../model/creation';
import { howMany, SINCE, STATES, type Wanted } from '../../model/wanted';
import { Button } from '../../ui/Button';
import styles from './Filters.module.css';

const TYPING_MS = 300;
const NONE: Wanted = { status: '', type: '', model: '', since: '', words: '', favorite: false };
const TYPES = Object.fromEntries(['generate', 'extend', 'upscale'].map((type) => [type, typeWords(type)]));

interface FiltersProps {
  readonly wanted: Wanted;
  readonly onWant: (part: Partial<Wanted>, typing?: boolean) => void;
  /** Something else is shown in its place. */
  readonly covered: boolean;
}

/** What is looked for among the drafts. Folded, it says how many filters hold. */
export function Filters({ wanted, onWant, covered }: FiltersProps) {
  const { data } = useQuery(modelsQuery);
  const models = Object.fromEntries((data?.models ?? []).map(({ id, title }) => [id, title]));
  const count = howMany(wanted);
  const [open, setOpen] = useState(false);
  const fields = useId();
  return (
    <search className={styles.filters} aria-label="Drafts" inert={covered}>
      <Words words={wanted.words} onWords={(words) => onWant({ words }, true)} />
      <Button
        icon={<ChevronDown aria-hidden="true" size={16} />}
        aria-expanded={open}
        aria-controls={fields}
        onClick={() => setOpen(!open)}
      >
        {count === 0 ? 'Filters' : `Filters (${count})`}
      </Button>
      {count > 0 && <Button onClick={() => onWant(NONE)}>Clear filters</Button>}
      <div id={fields} className={styles.fields} hidden={!open}>
        <Pick label="State" value={wanted.status} table={STATES} onPick={(status) => onWant({ status })} />
        <Pick label="Type" value={wanted.type} table={TYPES} onPick={(type) => onWant({ type })} />
        <Pick label="Model" value={wanted.model} table={models} onPick={(model) => onWant({ model })} />
        <Pick label="Made" value={wanted.since} table={SINCE} onPick={(since) => onWant({ since })} />
        <label className={styles.favorite}>
          <input
            type="checkbox"
            checked={wanted.favorite}
            onChange={(event) => onWant({ favorite: event.target.checked })}
          />
          Favourites only
        </label>
      </div>
    </search>
  );
}

interface PickProps<K extends string> {
  readonly label: string;
  readonly value: K | '';
  readonly table: Readonly<Record<K, string>>;
  readonly onPick: (value: K | '') => void;
}

function Pick<K extends string>({ label, value, table, onPick }: PickProps<K>) {
  const names = Object.keys(table) as K[];
  return (
    <label className={styles.pick}>
      {label}
      <select value={value} onChange={(event) => onPick(names.find((k) => k === event.target.value) ?? '')}>
        <option value="">Any</option>
        {value && !(value in table) && <option value={value}>{value}</option>}
        {names.map((name) => (
          <option key={name} value={name}>
            {table[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

type Timer = RefObject<ReturnType<typeof setTimeout> | undefined>;

function forget(timer: Timer): void {
  clearTimeout(timer.current);
  timer.current = undefined;
}

interface WordsProps {
  readonly words: string;
  readonly onWords: (words: string) => void;
}

/** The address follows a moment after the last letter, or at once when one leaves the box; Back is shown here. */
function Words({ words, onWords }: WordsProps) {
  const box = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { key } = useLocation();
  const isBack = useNavigationType() === 'POP';
  useEffect(() => {
    if (!key || !box.current) return;
    const isTyping = box.current === document.activeElement; // what is being typed comes after these words
    if (isTyping && !isBack) return;
    forget(timer);
    box.current.value = words;
  }, [words, key, isBack]);
  useEffect(() => () => forget(timer), []);
  const tell = () => {
    if (timer.current === undefined) return; // nothing was typed that is not told
    forget(timer);
    if (box.current) onWords(box.current.value);
  };
  return (
    <input
      ref={box}
      type="search"
      aria-label="Search your videos"
      placeholder="Search prompts"
      maxLength={200}
      defaultValue={words}
      onChange={() => {
        forget(timer);
        timer.current = setTimeout(tell, TYPING_MS);
      }}
      onBlur={tell}
    />
  );
}
