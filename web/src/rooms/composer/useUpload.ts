import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../../api/keys';
import { send } from '../../api/uploads';
import { size } from '../../model/time';

export interface Uploading {
  readonly send: (file: File) => void;
  /** How far it is, in words; undefined while nothing is sent. */
  readonly words: string | undefined;
  readonly problem: unknown;
  /** Say no more of what went wrong. */
  readonly forget: () => void;
}

/** Send one picture at a time; `onReady` is told its id once it can be used. */
export function useUpload(onReady: (id: string) => void): Uploading {
  const client = useQueryClient();
  const [sent, setSent] = useState<number | null>(0);
  const { mutate, isPending, isPaused, variables, error, reset } = useMutation({
    mutationFn: (file: File) => send(file, setSent),
    onSuccess: (upload) => {
      client.setQueryData(keys.upload(upload.id), upload);
      void client.invalidateQueries({ queryKey: keys.uploads });
      onReady(upload.id);
    },
  });
  const words = () => {
    if (isPaused) return 'Waiting for your connection';
    if (sent === null) return 'Looking at the picture';
    return `Sending ${size(sent)} of ${size(variables?.size ?? 0)}`;
  };
  return { send: mutate, words: isPending ? words() : undefined, problem: error, forget: reset };
}
