import { useQueries, useQuery } from '@tanstack/react-query';
import { checkQuery } from '../api/credits';
import type { Models } from '../model/catalogue';
import { otherUpscales, upscaleWords } from '../model/cheaper';
import { credits } from '../model/creation';
import { type Source, type Upscaling, upscaleInput } from '../model/derivation';
import { Button } from '../ui/Button';

interface CheaperUpscaleProps {
  readonly models: Models;
  readonly source: Source;
  readonly upscaling: Upscaling;
  readonly onChoose: (upscaling: Upscaling) => void;
}

/** Short of credits for an upscale: the dearest other way that can be had, at the price that the server names. */
export function CheaperUpscale({ models, source, upscaling, onChoose }: CheaperUpscaleProps) {
  const priced = (one: Upscaling) => checkQuery('upscale', upscaleInput(models, source, one));
  const { data: check } = useQuery(priced(upscaling));
  const isShort = check !== undefined && !check.affordable;
  const others = isShort ? otherUpscales(models, source, upscaling) : [];
  const checks = useQueries({ queries: others.map(priced) });
  const offers = others
    .map((one, n) => ({ one, check: checks[n]?.data }))
    .flatMap(({ one, check }) => (check?.affordable ? [{ one, price: check.price }] : []))
    .sort((a, b) => b.price - a.price);
  const [offer] = checks.every(({ isPending }) => !isPending) ? offers : [];
  if (!offer) return null;
  return (
    <Button onClick={() => onChoose(offer.one)}>
      Rather {upscaleWords(models, offer.one)} · {credits(offer.price)}
    </Button>
  );
}
