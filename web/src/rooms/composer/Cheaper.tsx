import type { Models } from '../../model/catalogue';
import type { JobView } from '../../model/creation';
import { fittingUpscale, sourceOf } from '../../model/derivation';
import { CheaperUpscale } from '../../parts/CheaperUpscale';
import { Button } from '../../ui/Button';
import { cheaperThan } from './affordable';
import type { Change, Draft } from './useDraft';

interface CheaperProps {
  readonly models: Models;
  readonly draft: Draft;
  readonly source: JobView | undefined;
  /** What one costs. */
  readonly price: number | undefined;
  readonly available: number | undefined;
  readonly onChoose: Change;
}

/** Short of credits: what could be had instead, as one press. */
export function Cheaper({ models, draft, source, price, available, onChoose }: CheaperProps) {
  const film = source && sourceOf(source);
  const upscaling = draft.mode === 'upscale' && film && fittingUpscale(models, film, draft.upscaling);
  if (upscaling) {
    const choose = (next: typeof upscaling) => onChoose({ upscaling: next });
    return <CheaperUpscale models={models} source={film} upscaling={upscaling} onChoose={choose} />;
  }
  if (price === undefined || available === undefined) return null;
  const offer = cheaperThan(draft, { models, source, price, available });
  return offer && <Button onClick={() => onChoose(offer.part)}>Rather {offer.text}</Button>;
}
