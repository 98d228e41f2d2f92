import { useQuery } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { creditsQuery } from '../../api/credits';
import { WRITE } from '../../ui/shortcuts';
import { isRecord } from '../../ui/storage';
import { toast } from '../../ui/toast';
import { useHotkeys } from '../../ui/useHotkeys';
import { useArrival } from './useArrival';
import { type Change, type Draft, useDraft } from './useDraft';
import { useFold } from './useFold';
import { usePress, useRefusal } from './usePress';
import { useUpload } from './useUpload';
import { useWait } from './useWait';
import { useWish } from './useWish';
import { modelOf } from './wish';

const PHONE = '(width < 40rem)';

/** All that the box knows and does. */
export function useBox(uid: string) {
  const words = useRef<HTMLTextAreaElement>(null);
  const { draft, change } = useDraft(uid);
  const { models, source, wish } = useWish(draft);
  const { data: balance } = useQuery(creditsQuery);
  const fold = useFold();
  const uploading = useUpload((image) => change({ image }));
  const refusal = useRefusal();
  const wait_s = useWait(refusal?.error);

  useFilling(change, fold.setOpen, words);
  const press = usePress(uid, () => {
    fold.setOpen(false);
    if (matchMedia(PHONE).matches) words.current?.blur();
  });
  const unless = reasonNot(wait_s, uploading.words, wish?.unless);
  const cost = wish?.price === undefined ? undefined : wish.price * wish.takes;
  const isAble = cost !== undefined && cost <= (balance?.available ?? -1) && unless === undefined;
  const model = models && modelOf(models, draft.settings.model);
  const takePicture = (file: File) => {
    if (draft.mode !== 'generate' || !model) return;
    if (model.takes.includes('image')) uploading.send(file);
    else
      toast(`${model.title} takes no start frame. Choose another model, then add it again.`, { tone: 'bad' });
  };
  return {
    words,
    draft,
    change,
    models,
    source,
    wish,
    cost,
    unless,
    available: balance?.available,
    fold,
    uploading,
    refusal,
    takePicture,
    ...press,
    send: () => wish && isAble && press.press(wish),
  };
}

export type BoxState = ReturnType<typeof useBox>;

/** What the address brings is put into the box, and the box made ready to be changed. */
function useFilling(
  change: Change,
  setOpen: (open: boolean) => void,
  words: RefObject<HTMLTextAreaElement | null>,
): void {
  const fill = useCallback(
    (part: Partial<Draft>) => {
      change(part);
      setOpen(true);
      if (!matchMedia(PHONE).matches) words.current?.focus({ preventScroll: true });
    },
    [change, setOpen, words],
  );
  useArrival(fill);
  const write = useCallback(() => {
    change({ mode: 'generate' });
    requestAnimationFrame(() => words.current?.focus());
  }, [change, words]);
  useHotkeys(WRITE, { n: write });
  useSummons(write);
}

function reasonNot(wait_s: number, uploading: string | undefined, unless: string | undefined) {
  if (wait_s > 0) return `Wait ${wait_s} s`;
  return uploading ? 'The start frame is still on its way' : unless;
}

/** Another part of the page asks for the words to be written here, by the state of the address. */
function useSummons(write: () => void): void {
  const { key, state } = useLocation();
  const isMeant = isRecord(state) && state.focus === 'prompt';
  useEffect(() => {
    if (key && isMeant) write();
  }, [key, isMeant, write]);
}
