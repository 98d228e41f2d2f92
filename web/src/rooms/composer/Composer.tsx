import { usePerson } from '../../session/session';
import { Box } from './Box';

/** The box that makes videos: words, choices, and the press that costs. A draft belongs to its person. */
export function Composer() {
  const uid = usePerson()?.uid;
  return uid === undefined ? null : <Box key={uid} uid={uid} />;
}
