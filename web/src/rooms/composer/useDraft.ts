import { useEffect, useState } from 'react';
import { fitting, type Model, type Models, type Settings } from '../../model/catalogue';
import { isRecord, store, stored } from '../../ui/storage';

interface Draft {
  readonly prompt: string;
  readonly takes: number;
  readonly settings: Partial<Settings>;
}

const EMPTY: Draft = { prompt: '', takes: 1, settings: {} };

/** What is being composed: it survives a reload, and is always something that a model can make. */
export function useDraft(models: Models | undefined) {
  const [draft, setDraft] = useState(() => stored('draft', isDraft, EMPTY));
  useEffect(() => {
    store('draft', draft);
  }, [draft]);
  const model = models && modelOf(models, draft.settings.model);
  return {
    prompt: draft.prompt,
    takes: draft.takes,
    model,
    settings: model && fitting(model, draft.settings),
    change: (part: Partial<Draft>) => setDraft((known) => ({ ...known, ...part })),
  };
}

function modelOf(models: Models, id: string | undefined): Model | undefined {
  const named = (wanted: string | undefined) => models.models.find((model) => model.id === wanted);
  return named(id) ?? named(models.default_model) ?? models.models[0];
}

function isDraft(value: unknown): value is Draft {
  return (
    isRecord(value) &&
    typeof value.prompt === 'string' &&
    typeof value.takes === 'number' &&
    isRecord(value.settings)
  );
}
