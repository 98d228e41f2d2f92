/** What can be chosen together, drawn from the server's own table. Pure. */

import type { components } from '../api/schema';

export type Models = components['schemas']['ModelsView'];
export type Model = components['schemas']['ModelView'];
export type Offer = components['schemas']['CombinationView'];

/** What a person sets beside the prompt. */
export interface Settings {
  readonly model: string;
  readonly duration_s: number;
  readonly resolution: string;
  readonly aspect_ratio: string;
}

/** Return what the catalogue calls a model; one that it no longer knows keeps its id. */
export function modelTitle(models: Models | undefined, id: string): string {
  const { models: makers = [], extensions = [], upscalers = [], ffmpeg_upscalers = [] } = models ?? {};
  return (
    [...makers, ...extensions, ...upscalers, ...ffmpeg_upscalers].find((one) => one.id === id)?.title ?? id
  );
}

export type Field = 'duration_s' | 'resolution' | 'aspect_ratio';
export const FIELDS: readonly Field[] = ['aspect_ratio', 'duration_s', 'resolution'];

export interface Choice<T> {
  readonly value: T;
  /** The setting it cannot be chosen with, if there is one. */
  readonly clash?: Field;
}

/** Return the one thing a model makes with these settings, or undefined if it makes no such thing. */
export function offerOf(model: Model, settings: Settings): Offer | undefined {
  return model.combinations.find((offer) => FIELDS.every((field) => offer[field] === settings[field]));
}

/** Return all values of a field, each with the setting it clashes with as things stand. */
export function choices(model: Model, settings: Settings, field: Field): readonly Choice<Offer[Field]>[] {
  const values = [...new Set(model.combinations.map((offer) => offer[field]))];
  return values.map((value) => {
    const clash = clashOf(model, { ...settings, [field]: value }, field);
    return clash ? { value, clash } : { value };
  });
}

function clashOf(model: Model, settings: Settings, chosen: Field): Field | undefined {
  if (offerOf(model, settings)) return undefined;
  const others = FIELDS.filter((field) => field !== chosen);
  const alone = others.find(
    (field) =>
      !model.combinations.some((o) => o[chosen] === settings[chosen] && o[field] === settings[field]),
  );
  return alone ?? others[0];
}

/** Return settings that the model can make: as near to those wanted as its table allows. */
export function fitting(model: Model, wanted: Partial<Settings>): Settings {
  const alike = (offer: Offer) => FIELDS.filter((field) => offer[field] === wanted[field]).length;
  const nearest = model.combinations.reduce<Offer | undefined>(
    (best, offer) => (best === undefined || alike(offer) > alike(best) ? offer : best),
    undefined,
  );
  if (!nearest) throw new Error(`${model.id} makes nothing`);
  const { duration_s, resolution, aspect_ratio } = nearest;
  return { model: model.id, duration_s, resolution, aspect_ratio };
}

/** Return what the cheapest offer of this shape costs that has the value; choosing it leads there at least. */
export function leastWith(model: Model, settings: Settings, field: Field, value: string | number): number {
  const isShape = field === 'aspect_ratio';
  const having = model.combinations.filter(
    (offer) => offer[field] === value && (isShape || offer.aspect_ratio === settings.aspect_ratio),
  );
  return Math.min(...having.map(({ credits }) => credits));
}

/** Return the dearest offer that costs at most `available` and differs from `settings` in one field. */
export function cheaper(model: Model, settings: Settings, available: number): Offer | undefined {
  const near = (offer: Offer) => FIELDS.filter((field) => offer[field] !== settings[field]).length === 1;
  return model.combinations
    .filter(
      (offer) => near(offer) && offer.credits <= available && offer.aspect_ratio === settings.aspect_ratio,
    )
    .sort((a, b) => b.credits - a.credits)[0];
}

/** Say a value of a field in the words of a chip. */
export function words(field: Field, value: string | number): string {
  return field === 'duration_s' ? `${value} s` : String(value);
}
