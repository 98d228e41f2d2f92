/** What can be ordered, and for how much: the server's own table. */

import { queryOptions } from '@tanstack/react-query';
import { answer, GET } from './client';
import { keys } from './keys';

export const modelsQuery = queryOptions({
  queryKey: keys.models,
  queryFn: ({ signal }) => answer(GET('/api/models', { signal })),
  staleTime: 5 * 60_000,
});
