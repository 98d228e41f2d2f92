import { fitting, type Models } from '../../model/catalogue';
import { Controls } from './Controls';
import { ModelSelect } from './ModelSelect';
import { StartFrame } from './StartFrame';
import type { Change, Draft } from './useDraft';
import type { Uploading } from './useUpload';
import { modelOf } from './wish';

interface GeneratingProps {
  readonly models: Models;
  readonly draft: Draft;
  readonly available: number | undefined;
  readonly uploading: Uploading;
  readonly onChange: Change;
}

/** What a generation is made with, and how: from the catalogue alone. */
export function Generating({ models, draft, available, uploading, onChange }: GeneratingProps) {
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
      <Controls
        model={model}
        settings={fitting(model, draft.settings)}
        takes={draft.takes}
        available={available}
        isShaped={hasImage && model.image_sets_shape}
        onChange={(settings) => onChange({ settings })}
      />
    </>
  );
}
