import { useMutationState, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { keys } from '../../api/keys';
import { type ApiError, isAnswered } from '../../api/problem';
import { credits, titleOf } from '../../model/creation';
import { dearQuestion } from '../../parts/dear';
import { useCreate } from '../../parts/useCreate';
import { announce } from '../../ui/announce';
import { ask, type Question } from '../../ui/ask';
import type { Wish } from './wish';

export const PLACE = 'composer';
/** Two presses so close are one press of a nervous finger. */
const NERVOUS_MS = 700;
const SAME_MS = 60_000;

/** Press: at once, or after a question. `pressed` is told that the orders are on their way. */
export function usePress(uid: string, pressed: () => void) {
  const client = useQueryClient();
  const create = useCreate(PLACE);
  const last = useRef({ words: '', at: 0 });
  const go = ({ body, takes }: Wish) => {
    if (!body) return;
    last.current = { words: JSON.stringify(body), at: Date.now() };
    forgetRefusals();
    for (let take = 0; take < takes; take += 1)
      create.mutate({ key: crypto.randomUUID(), uid, at: Date.now(), body });
    announce(`Sending ${titleOf(body)}`);
    pressed();
  };
  const refusals = () =>
    client.getMutationCache().findAll({ mutationKey: keys.ordersOf(PLACE), status: 'error' });
  const forgetRefusals = () => {
    for (const old of refusals()) client.getMutationCache().remove(old);
  };
  const press = (wish: Wish) => {
    const isLast = JSON.stringify(wish.body) === last.current.words && refusals().length < wish.takes;
    const passed = isLast ? Date.now() - last.current.at : Number.POSITIVE_INFINITY;
    if (passed < NERVOUS_MS) return;
    const asked = questionOf(wish, passed < SAME_MS);
    if (asked) void ask(asked).then((yes) => yes && go(wish));
    else go(wish);
  };
  return { press };
}

/** Return why the composer's last orders were refused, and how many of them; undefined if none was. */
export function useRefusal(): { readonly error: ApiError; readonly count: number } | undefined {
  const errors = useMutationState({
    filters: { mutationKey: keys.ordersOf(PLACE), status: 'error' },
    select: ({ state }) => state.error,
  }).filter(isAnswered);
  const error = errors.at(-1);
  return error && { error, count: errors.length };
}

/** Ask about what is dear, and about the same again so soon. */
function questionOf({ verb, price = 0, takes }: Wish, isSame: boolean): Question | undefined {
  const total = price * takes;
  const dear = dearQuestion(verb, total);
  if (!isSame) return dear;
  const words = 'You pressed for exactly this less than a minute ago. Once more makes another one.';
  const yes = `${verb} · ${credits(total)}`;
  return { title: 'Again?', words: dear ? `${words} ${dear.words}` : words, yes };
}
