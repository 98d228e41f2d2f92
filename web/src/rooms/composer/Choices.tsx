import { fitting, type Models } from '../../model/catalogue';
import type { JobView } from '../../model/creation';
import { Controls } from './Controls';
import { Extending } from './Extending';
import { Takes } from './Takes';
import { Upscaling } from './Upscaling';
import type { Change, Draft } from './useDraft';
import { modelOf } from './wish';

interface ChoicesProps {
  readonly models: Models;
  readonly draft: Draft;
  readonly source: JobView | undefined;
  /** What one costs. */
  readonly price: number | undefined;
  readonly available: number | undefined;
  readonly onChange: Change;
}

/** How it is made: from the catalogue alone. */
export function Choices({ price, ...props }: ChoicesProps) {
  const { draft, source, available, onChange } = props;
  if (draft.mode === 'upscale') return <Sharpening {...props} />;
  if (draft.mode === 'extend' && !source) return null;
  return (
    <>
      {draft.mode === 'extend' ? <Lengthening {...props} /> : <Generation {...props} />}
      <Takes
        takes={draft.takes}
        price={price}
        available={available}
        onChange={(takes) => onChange({ takes })}
      />
    </>
  );
}

type PartProps = Omit<ChoicesProps, 'price'>;

function Generation({ models, draft, available, onChange }: PartProps) {
  const model = modelOf(models, draft.settings.model);
  if (!model) return null;
  return (
    <Controls
      model={model}
      settings={fitting(model, draft.settings)}
      takes={draft.takes}
      available={available}
      isShaped={draft.image !== null && model.image_sets_shape}
      onChange={(settings) => onChange({ settings })}
    />
  );
}

function Lengthening({ models, draft, source, available, onChange }: PartProps) {
  if (!source) return null;
  return (
    <Extending
      models={models}
      source={source}
      extending={draft.extending}
      takes={draft.takes}
      available={available}
      onChange={(extending) => onChange({ extending })}
    />
  );
}

function Sharpening({ models, draft, source, onChange }: PartProps) {
  if (!source) return null;
  return (
    <Upscaling
      models={models}
      source={source}
      upscaling={draft.upscaling}
      onChange={(upscaling) => onChange({ upscaling })}
    />
  );
}
