import { useQueries } from '@tanstack/react-query';
import { checkQuery } from '../api/credits';
import type { Models } from '../model/catalogue';
import { dearWords } from '../model/credits';
import { qualityOptions, type Source, type Upscaling, upscaleInput, upscalersOf } from '../model/derivation';

/** Return the qualities of the chosen way; what is too dear says so, at the price that the server names. */
export function useQualities(models: Models, source: Source | undefined, chosen: Upscaling | undefined) {
  const way = upscalersOf(models).find(({ id }) => id === chosen?.model);
  const options = way ? qualityOptions(way) : [];
  const priced = (quality: Upscaling['quality']) =>
    source && chosen ? upscaleInput(models, source, { ...chosen, quality }) : {};
  const checks = useQueries({ queries: options.map(({ value }) => checkQuery('upscale', priced(value))) });
  const now = checks[options.findIndex(({ value }) => value === chosen?.quality)]?.data?.price;
  return options.map((option, n) => {
    const check = checks[n]?.data;
    return { ...option, unless: check && dearWords(check.price, now, check.available) };
  });
}
