/** Many videos in one file. */

import { answer, POST } from './client';
import type { components } from './schema';

/** Ask for videos as one ZIP; its link can be followed by anybody who has it, until it expires. */
export function zip(videoIds: readonly string[]): Promise<components['schemas']['DownloadView']> {
  return answer(POST('/api/videos/download', { body: { video_ids: videoIds } }));
}
