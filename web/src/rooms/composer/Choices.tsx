import type { Models } from '../../model/catalogue';
import type { JobView } from '../../model/creation';
import { Extending } from './Extending';
import { Generating } from './Generating';
import { SourceSlot } from './SourceSlot';
import { Takes } from './Takes';
import { Upscaling } from './Upscaling';
import type { Change, Draft } from './useDraft';
import type { Uploading } from './useUpload';

interface ChoicesProps {
  readonly models: Models;
  readonly draft: Draft;
  readonly source: JobView | undefined;
  /** What one costs. */
  readonly price: number | undefined;
  readonly available: number | undefined;
  readonly uploading: Uploading;
  readonly onChange: Change;
}

/** All that is chosen beside the words, by what is to be done. */
export function Choices({ models, draft, source, price, available, uploading, onChange }: ChoicesProps) {
  const { mode, takes } = draft;
  const takesChips = (
    <Takes takes={takes} price={price} available={available} onChange={(next) => onChange({ takes: next })} />
  );
  if (mode === 'generate') {
    return (
      <>
        <Generating
          models={models}
          draft={draft}
          available={available}
          uploading={uploading}
          onChange={onChange}
        />
        {takesChips}
      </>
    );
  }
  return (
    <>
      <SourceSlot source={source} onChoose={(id) => onChange({ source: id })} />
      {source && mode === 'extend' && (
        <Extending
          models={models}
          source={source}
          extending={draft.extending}
          takes={takes}
          available={available}
          onChange={(extending) => onChange({ extending })}
        />
      )}
      {source && mode === 'extend' && takesChips}
      {source && mode === 'upscale' && (
        <Upscaling
          models={models}
          source={source}
          upscaling={draft.upscaling}
          onChange={(upscaling) => onChange({ upscaling })}
        />
      )}
    </>
  );
}
