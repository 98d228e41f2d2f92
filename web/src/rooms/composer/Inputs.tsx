import type { Models } from '../../model/catalogue';
import type { JobView } from '../../model/creation';
import { ModelSelect } from './ModelSelect';
import { SourceSlot } from './SourceSlot';
import { StartFrame } from './StartFrame';
import type { Change, Draft } from './useDraft';
import type { Uploading } from './useUpload';
import { modelOf } from './wish';

interface InputsProps {
  readonly models: Models;
  readonly draft: Draft;
  readonly source: JobView | undefined;
  readonly uploading: Uploading;
  readonly onChange: Change;
}

/** What it is made of beside the words: a model and what that takes, or a video of before. */
export function Inputs({ models, draft, source, uploading, onChange }: InputsProps) {
  if (draft.mode !== 'generate')
    return <SourceSlot source={source} onChoose={(id) => onChange({ source: id })} />;
  const model = modelOf(models, draft.settings.model);
  if (!model) return <p>No model can be ordered now. Come back later; nothing was charged.</p>;
  const hasImage = draft.image !== null;
  return (
    <>
      <ModelSelect
        models={models}
        model={model}
        hasImage={hasImage}
        onChange={(id) => onChange({ settings: { ...draft.settings, model: id } })}
      />
      {(hasImage || model.takes.includes('image')) && (
        <StartFrame image={draft.image} uploading={uploading} onChange={(image) => onChange({ image })} />
      )}
    </>
  );
}
