/** What could be had for the credits that are there. Pure. */

import { cheaper, FIELDS, fitting, type Models, type Settings, words } from '../../model/catalogue';
import { cheaperExtension } from '../../model/cheaper';
import { credits, type JobView } from '../../model/creation';
import { fittingExtension, sourceOf } from '../../model/derivation';
import type { Draft } from './useDraft';
import { modelOf } from './wish';

/** A change of the draft that can be afforded. */
export interface Offer {
  readonly text: string;
  readonly part: Partial<Draft>;
}

interface Short {
  readonly models: Models;
  readonly source: JobView | undefined;
  /** What one costs. */
  readonly price: number;
  readonly available: number;
}

/** Return the nearest thing that can be afforded, if this cannot: fewer takes, or one setting less. */
export function cheaperThan(draft: Draft, { models, source, price, available }: Short): Offer | undefined {
  const takes = draft.mode === 'upscale' ? 1 : draft.takes;
  if (price * takes <= available) return undefined;
  const fewer = Math.floor(available / price);
  if (fewer >= 1) {
    const text = `${fewer} ${fewer === 1 ? 'take' : 'takes'} · ${credits(fewer * price)}`;
    return { text, part: { takes: fewer } };
  }
  if (draft.mode === 'generate') return generation(draft, models, available);
  return draft.mode === 'extend' ? extension(draft, models, source, available) : undefined;
}

function generation(draft: Draft, models: Models, available: number): Offer | undefined {
  const model = modelOf(models, draft.settings.model);
  const settings = model && fitting(model, draft.settings);
  const offer = model && settings && cheaper(model, settings, available);
  if (!offer) return undefined;
  const field = FIELDS.find((one) => offer[one] !== settings[one]) ?? 'resolution';
  const { duration_s, resolution, aspect_ratio } = offer;
  const next: Settings = { model: model.id, duration_s, resolution, aspect_ratio };
  return {
    text: `${words(field, offer[field])} · ${credits(offer.credits)}`,
    part: { takes: 1, settings: next },
  };
}

function extension(
  draft: Draft,
  models: Models,
  job: JobView | undefined,
  available: number,
): Offer | undefined {
  const source = job && sourceOf(job);
  const chosen = source && fittingExtension(models, source, draft.extending);
  const offer = chosen && cheaperExtension(models, chosen, available);
  if (!offer) return undefined;
  const { price, ...extending } = offer;
  return { text: `${extending.resolution} · ${credits(price)}`, part: { takes: 1, extending } };
}
