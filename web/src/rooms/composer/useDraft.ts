import { useCallback, useEffect, useState } from 'react';
import type { Settings } from '../../model/catalogue';
import type { Extending, Upscaling } from '../../model/derivation';
import { isRecord, store, stored } from '../../ui/storage';

export type Mode = 'generate' | 'extend' | 'upscale';

/** What is being composed, in all modes at once: going to another and back loses nothing. */
export interface Draft {
  readonly mode: Mode;
  readonly prompt: string;
  readonly takes: number;
  readonly settings: Partial<Settings>;
  /** The upload that is the start frame. */
  readonly image: string | null;
  /** The job whose video is extended or upscaled. */
  readonly source: string | null;
  readonly extending: Partial<Extending>;
  readonly upscaling: Partial<Upscaling>;
}

export type Change = (part: Partial<Draft>) => void;

export const TAKES = [1, 2, 3, 4] as const;

const EMPTY: Draft = {
  mode: 'generate',
  prompt: '',
  takes: 1,
  settings: {},
  image: null,
  source: null,
  extending: {},
  upscaling: {},
};

/** Return the draft of a person, which survives a reload, and how to change it. */
export function useDraft(uid: string): { readonly draft: Draft; readonly change: Change } {
  const name = `draft:${uid}`;
  const [draft, setDraft] = useState(() => drafted(stored(name, isRecord, {})));
  useEffect(() => {
    store(name, draft);
  }, [name, draft]);
  const change = useCallback<Change>((part) => setDraft((known) => ({ ...known, ...part })), []);
  return { draft, change };
}

/** Take from storage what is what it should be. */
function drafted(value: Record<string, unknown>): Draft {
  return {
    mode: (['generate', 'extend', 'upscale'] as const).find((mode) => mode === value.mode) ?? EMPTY.mode,
    prompt: text(value.prompt) ?? EMPTY.prompt,
    takes: TAKES.find((takes) => takes === value.takes) ?? EMPTY.takes,
    settings: isRecord(value.settings) ? value.settings : EMPTY.settings,
    image: text(value.image),
    source: text(value.source),
    extending: isRecord(value.extending) ? value.extending : EMPTY.extending,
    upscaling: isRecord(value.upscaling) ? value.upscaling : EMPTY.upscaling,
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
