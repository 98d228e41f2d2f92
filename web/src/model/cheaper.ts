/** What could be made of a video instead, for fewer credits. Pure. */

import type { Models } from './catalogue';
import {
  type Extending,
  extensionOf,
  fittingUpscale,
  qualityOptions,
  type Source,
  type Upscaling,
  upscalersOf,
} from './derivation';

/** Return the dearest way to extend by the same model that costs at most `available`; none if none does. */
export function cheaperExtension(
  models: Models,
  chosen: Extending,
  available: number,
): (Extending & { readonly price: number }) | undefined {
  return Object.entries(extensionOf(models, chosen.model)?.prices ?? {})
    .map(([resolution, { credits: price }]) => ({ ...chosen, resolution, price }))
    .filter(({ price }) => price <= available)
    .sort((a, b) => b.price - a.price)[0];
}

/** Return every other way to make this source as sharp, or as near to that as the way allows. */
export function otherUpscales(models: Models, source: Source, chosen: Upscaling): readonly Upscaling[] {
  const ways = upscalersOf(models).flatMap((one) => {
    const qualities = qualityOptions(one).map(({ value }) => value);
    return (qualities.length > 0 ? qualities : [chosen.quality]).map((quality) => {
      const wanted = { ...chosen, model: one.id, quality };
      const fitting = fittingUpscale(models, source, wanted);
      return fitting?.model === one.id && !isSameUpscale(models, fitting, chosen) ? [fitting] : [];
    });
  });
  return ways.flat();
}

function isSameUpscale(models: Models, one: Upscaling, other: Upscaling): boolean {
  const way = upscalersOf(models).find(({ id }) => id === one.model);
  const isGraded = way !== undefined && qualityOptions(way).length > 0;
  return one.model === other.model && (!isGraded || one.quality === other.quality);
}

/** Name a way to a sharper video: "Lanczos, fast". */
export function upscaleWords(models: Models, { model, quality }: Upscaling): string {
  const way = upscalersOf(models).find(({ id }) => id === model);
  return way && qualityOptions(way).length > 0 ? `${way.title}, ${quality}` : (way?.title ?? model);
}
