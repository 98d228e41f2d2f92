/** From a draft to an order: what it would cost, and what is still in its way. Pure. */

import type { Order } from '../../api/jobs';
import { fitting, type Model, type Models, offerOf } from '../../model/catalogue';
import type { JobView } from '../../model/creation';
import {
  extendInput,
  extendPrice,
  fittingExtension,
  fittingUpscale,
  sourceOf,
  upscaleInput,
} from '../../model/derivation';
import { extensionInstead, generationInstead, upscaleInstead } from '../../model/instead';
import { promptFault } from '../../model/prompt';
import type { Draft } from './useDraft';

export interface Wish {
  readonly verb: string;
  /** How many orders one press makes. */
  readonly takes: number;
  /** What one of them costs; undefined while that is not known. */
  readonly price: number | undefined;
  readonly body: Order | undefined;
  /** Why it cannot be ordered yet, in words. */
  readonly unless: string | undefined;
  /** What was chosen instead of what was asked for, in words. */
  readonly instead?: string | undefined;
}

/** What is known beside the draft. */
export interface Known {
  readonly models: Models;
  readonly source: JobView | undefined;
  /** Why the start frame cannot be used, or not yet; undefined if it can, or there is none. */
  readonly imageFault: string | undefined;
  /** What the server says an upscale costs, or why it cannot be. */
  readonly check: { readonly price?: number | undefined; readonly fault?: string | undefined };
}

export function wishOf(draft: Draft, known: Known): Wish {
  if (draft.mode === 'extend') return extension(draft, known);
  return draft.mode === 'upscale' ? upscale(draft, known) : generation(draft, known);
}

export function modelOf(models: Models, id: string | undefined): Model | undefined {
  const named = (wanted: string | undefined) => models.models.find((model) => model.id === wanted);
  return named(id) ?? named(models.default_model) ?? models.models[0];
}

function generation(draft: Draft, { models, imageFault }: Known): Wish {
  const model = modelOf(models, draft.settings.model);
  const wish = { verb: 'Generate', takes: draft.takes };
  if (!model) return { ...wish, price: undefined, body: undefined, unless: 'No model can be ordered now' };
  const settings = fitting(model, draft.settings);
  const image = draft.image && { upload_id: draft.image };
  return {
    ...wish,
    price: offerOf(model, settings)?.credits,
    body: {
      job_type: 'generate',
      input: { ...settings, prompt: draft.prompt.trim(), image: image || null },
      price_version: models.price_version,
    },
    unless: promptFault(draft.prompt) ?? imageFault ?? takesFault(model, draft.image !== null),
    instead: generationInstead(models, draft.settings, settings),
  };
}

/** Say why a model cannot begin with what is there; undefined if it can. */
export function takesFault(model: Model, hasImage: boolean): string | undefined {
  if (hasImage && !model.takes.includes('image')) return 'takes no start frame';
  return hasImage || model.takes.includes('text') ? undefined : 'needs a start frame';
}

function extension(draft: Draft, { models, source: job }: Known): Wish {
  const wish = { verb: 'Extend', takes: draft.takes, price: undefined, body: undefined };
  const source = job && sourceOf(job);
  if (!source) return { ...wish, unless: 'Choose a video to extend' };
  const extending = fittingExtension(models, source, draft.extending);
  if (!extending) return { ...wish, unless: 'No model extends this video' };
  return {
    ...wish,
    price: extendPrice(models, extending),
    body: {
      job_type: 'extend',
      input: extendInput(source, extending, draft.prompt.trim()),
      price_version: models.price_version,
    },
    unless: promptFault(draft.prompt),
    instead: extensionInstead(models, draft.extending, extending),
  };
}

function upscale(draft: Draft, { models, source: job, check }: Known): Wish {
  const wish = { verb: 'Upscale', takes: 1, price: undefined, body: undefined };
  const source = job && sourceOf(job);
  if (!source) return { ...wish, unless: 'Choose a video to upscale' };
  const upscaling = fittingUpscale(models, source, draft.upscaling);
  if (!upscaling) return { ...wish, unless: 'Nothing makes this video sharper' };
  return {
    ...wish,
    price: check.price,
    body: {
      job_type: 'upscale',
      input: upscaleInput(models, source, upscaling),
      price_version: models.price_version,
    },
    unless: check.fault,
    instead: upscaleInstead(models, draft.upscaling, upscaling),
  };
}
