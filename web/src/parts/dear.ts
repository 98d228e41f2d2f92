/** What is dearer than the person wants to pay unasked. */

import { credits, figure } from '../model/creation';
import { ask, type Question } from '../ui/ask';
import { isNumber, stored } from '../ui/storage';

/** Return what to ask before a press of this price; undefined if it may go. */
export function dearQuestion(verb: string, total: number): Question | undefined {
  const above = stored('confirm-above', isNumber, Number.POSITIVE_INFINITY);
  if (total <= above) return undefined;
  return {
    title: `${verb} for ${credits(total)}?`,
    words: `This costs ${credits(total)}. You asked to be asked above ${figure(above)}.`,
    yes: `${verb} · ${credits(total)}`,
  };
}

/** Ask if it is dear; true if it may go. */
export async function mayCost(verb: string, total: number): Promise<boolean> {
  const question = dearQuestion(verb, total);
  return question === undefined || ask(question);
}
