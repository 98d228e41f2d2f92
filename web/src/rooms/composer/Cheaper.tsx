import type { Models } from '../../model/catalogue';
import type { JobView } from '../../model/creation';
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
  if (price === undefined || available === undefined) return null;
  const offer = cheaperThan(draft, { models, source, price, available });
  return offer && <Button onClick={() => onChoose(offer.part)}>Rather {offer.text}</Button>;
}
