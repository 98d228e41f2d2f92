import { useQuery } from '@tanstack/react-query';
import { checkQuery } from '../../api/credits';
import { jobQuery } from '../../api/jobs';
import { modelsQuery } from '../../api/models';
import { inWords } from '../../api/problem';
import { uploadQuery } from '../../api/uploads';
import type { Models } from '../../model/catalogue';
import type { JobView } from '../../model/creation';
import { fittingUpscale, sourceOf, upscaleInput } from '../../model/derivation';
import type { Draft } from './useDraft';
import { type Known, type Wish, wishOf } from './wish';

/** Return what the draft comes to, from the catalogue, its source, its picture and the server's word on its price. */
export function useWish(draft: Draft): {
  readonly models: Models | undefined;
  readonly source: JobView | undefined;
  readonly wish: Wish | undefined;
} {
  const { data: models } = useQuery(modelsQuery);
  const { data: source } = useQuery({
    ...jobQuery(draft.source ?? ''),
    enabled: draft.source !== null && draft.mode !== 'generate',
  });
  const imageFault = useImageFault(draft.mode === 'generate' ? draft.image : null);
  const check = useUpscaleCheck(draft, models, source);
  return { models, source, wish: models && wishOf(draft, { models, source, imageFault, check }) };
}

function useImageFault(id: string | null): string | undefined {
  const { data, error } = useQuery({ ...uploadQuery(id ?? ''), enabled: id !== null });
  if (id === null || data?.state === 'ready') return undefined;
  if (error || data) return 'Choose another start frame';
  return 'Looking at the start frame';
}

function useUpscaleCheck(draft: Draft, models: Models | undefined, job: JobView | undefined): Known['check'] {
  const source = job && sourceOf(job);
  const wanted = models && source && fittingUpscale(models, source, draft.upscaling);
  const input = wanted ? upscaleInput(models, source, wanted) : {};
  const enabled = wanted !== undefined && draft.mode === 'upscale';
  const { data, error } = useQuery({ ...checkQuery('upscale', input), enabled });
  return enabled ? { price: data?.price, fault: error ? inWords(error) : undefined } : {};
}
