import { useMutationState } from '@tanstack/react-query';
import { keys } from '../api/keys';
import { isPressed, type Pressed } from './unanswered';

/** An order on its way to the server. */
export interface Sending {
  readonly pressed: Pressed;
  /** It waits until this device is online, or looked at, again. */
  readonly isPaused: boolean;
  /** Why the last try came to nothing; it is tried again by itself. */
  readonly problem: unknown;
}

/** Return all orders that were pressed and are not answered yet, newest first. */
export function useSending(): readonly Sending[] {
  const pending = useMutationState({
    filters: { mutationKey: keys.orders, status: 'pending' },
    select: ({ state }) => ({
      pressed: state.variables,
      isPaused: state.isPaused,
      problem: state.failureReason as unknown,
    }),
  });
  return pending
    .flatMap(({ pressed, ...rest }) => (isPressed(pressed) ? [{ pressed, ...rest }] : []))
    .reverse();
}
