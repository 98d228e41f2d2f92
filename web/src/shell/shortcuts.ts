/** What the sheet of the keys shows, place by place. */

import {
  GRID,
  type Group,
  LEAVE,
  NATIVE,
  NEIGHBOURS,
  PLAYER,
  SEARCH,
  SEEK,
  SEND,
  SHEET,
  VIDEO,
  WRITE,
  ZOOM,
} from '../ui/shortcuts';
import { ROOMS } from './rooms';

/** A room has the number of its place. */
export const GO = {
  where: 'Everywhere',
  rows: [{ keys: ROOMS.map((_, n) => String(n + 1)), does: ROOMS.map(({ text }) => text).join(', ') }],
} satisfies Group;

const GROUPS = [
  SEARCH,
  WRITE,
  GO,
  SHEET,
  SEND,
  GRID,
  NEIGHBOURS,
  VIDEO,
  LEAVE,
  PLAYER,
  SEEK,
  ZOOM,
  ...NATIVE,
];

export const PLACES: readonly Group[] = [...new Set(GROUPS.map(({ where }) => where))].map((where) => ({
  where,
  rows: GROUPS.filter((group) => group.where === where).flatMap<Group['rows'][number]>(({ rows }) => rows),
}));
