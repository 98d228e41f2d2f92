/** What was chosen instead of what was asked for, because that is not offered (any more). Pure. */

import { FIELDS, type Field, type Models, modelTitle, type Settings, words } from './catalogue';
import type { Extending, Upscaling } from './derivation';

/** Say what became of the settings of a generation; undefined if all of them stand. */
export function generationInstead(
  models: Models,
  wanted: Partial<Settings>,
  chosen: Settings,
): string | undefined {
  const shown = (settings: Partial<Settings>, fields: readonly Field[]) =>
    fields.map((field) => words(field, settings[field] ?? '')).join(' · ');
  const asked = FIELDS.filter((field) => wanted[field] !== undefined);
  const changed = asked.filter((field) => wanted[field] !== chosen[field]);
  const pair = changed.length > 0 ? ([shown(wanted, asked), shown(chosen, changed)] as const) : undefined;
  return instead(models, wanted.model, chosen.model, pair);
}

/** Say what became of the settings of an extension; undefined if all of them stand. */
export function extensionInstead(
  models: Models,
  wanted: Partial<Extending>,
  chosen: Extending,
): string | undefined {
  const isKept = !wanted.resolution || wanted.resolution === chosen.resolution;
  const pair = isKept ? undefined : ([wanted.resolution ?? '', chosen.resolution] as const);
  return instead(models, wanted.model, chosen.model, pair);
}

/** Say what became of the settings of an upscale; undefined if all of them stand. */
export function upscaleInstead(
  models: Models,
  wanted: Partial<Upscaling>,
  chosen: Upscaling,
): string | undefined {
  const target = wanted.target_resolution;
  const pair =
    target && target !== chosen.target_resolution ? ([target, chosen.target_resolution] as const) : undefined;
  return instead(models, wanted.model, chosen.model, pair);
}

/** `pair`: what is not made, and what is. */
function instead(
  models: Models,
  wanted: string | undefined,
  chosen: string,
  pair: readonly [string, string] | undefined,
): string | undefined {
  const title = modelTitle(models, chosen);
  const isOther = wanted !== undefined && wanted !== chosen;
  const said = [
    isOther && `${modelTitle(models, wanted)} ${whyNot(models, wanted)}: ${title} was chosen instead.`,
    pair && `${title} does not make ${pair[0]}: ${pair[1]} was chosen instead.`,
  ];
  return said.filter(Boolean).join(' ') || undefined;
}

function whyNot(models: Models, id: string): string {
  return modelTitle(models, id) === id ? 'is no longer offered' : 'does not take this video';
}
