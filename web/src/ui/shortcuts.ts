/** The keys of the studio: what the sheet shows, and what the places bind. Whoever binds a group gives every key of it. */

export interface Group {
  readonly where: string;
  readonly rows: readonly Row[];
}

interface Row {
  /** As the browser names them; `$mod` is Ctrl, on a Mac Cmd. */
  readonly keys: readonly string[];
  readonly does: string;
}

export type KeyOf<G extends Group> = G['rows'][number]['keys'][number];

export const SHEET = {
  where: 'Everywhere',
  rows: [{ keys: ['?'], does: 'Show this sheet' }],
} as const satisfies Group;

export const SEARCH = {
  where: 'Everywhere',
  rows: [{ keys: ['/'], does: 'Search your videos' }],
} as const satisfies Group;

export const WRITE = {
  where: 'Everywhere',
  rows: [{ keys: ['n'], does: 'Write a new one' }],
} as const satisfies Group;

export const SEND = {
  where: 'The box',
  rows: [{ keys: ['$mod+Enter'], does: 'Send' }],
} as const satisfies Group;

export const GRID = {
  where: 'The grid',
  rows: [
    { keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'], does: 'Go from one to the next' },
    { keys: ['f'], does: 'Favourite' },
    { keys: ['d'], does: 'Download' },
    { keys: ['x'], does: 'Select' },
    { keys: ['Shift+x'], does: 'Select all up to it' },
    { keys: ['$mod+a'], does: 'Select all' },
    { keys: ['Escape'], does: 'Select none' },
  ],
} as const satisfies Group;

export const NEIGHBOURS = {
  where: 'A video',
  rows: [{ keys: ['ArrowLeft', 'ArrowRight'], does: 'The newer one, the older one' }],
} as const satisfies Group;

export const VIDEO = {
  where: 'A video',
  rows: [
    { keys: ['f'], does: 'Favourite' },
    { keys: ['d'], does: 'Download' },
  ],
} as const satisfies Group;

export const LEAVE = {
  where: 'A video',
  rows: [{ keys: ['Escape'], does: 'Back to where you came from' }],
} as const satisfies Group;

export const PLAYER = {
  where: 'The player',
  rows: [
    { keys: ['Space'], does: 'Play, pause' },
    { keys: [',', '.'], does: 'One frame back, one frame on' },
    { keys: ['m'], does: 'Mute' },
    { keys: ['l'], does: 'Loop' },
    { keys: ['Shift+f'], does: 'Full screen' },
  ],
} as const satisfies Group;

/** In the player, once it is focused. */
export const SEEK = {
  where: 'The player',
  rows: [{ keys: ['ArrowLeft', 'ArrowRight'], does: '5 s back, 5 s on, inside it' }],
} as const satisfies Group;

export const ZOOM = {
  where: 'Before and after',
  rows: [
    {
      keys: ['Shift+ArrowLeft', 'Shift+ArrowRight', 'Shift+ArrowUp', 'Shift+ArrowDown'],
      does: 'Move a closer look',
    },
  ],
} as const satisfies Group;

/** What the browser does by itself. */
export const NATIVE: readonly Group[] = [
  { where: 'Everywhere', rows: [{ keys: ['Escape'], does: 'Close what is open' }] },
  { where: 'The grid', rows: [{ keys: ['Enter'], does: 'Open what is focused' }] },
  { where: 'Before and after', rows: [{ keys: ['ArrowLeft', 'ArrowRight'], does: 'Move the line' }] },
];

const MOD = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '') ? 'Cmd' : 'Ctrl';

const CAPS: Readonly<Record<string, string>> = {
  $mod: MOD,
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

/** Return what stands on the caps of a row's keys; what all of them are held with stands once. */
export function capsOf({ keys }: Row): readonly string[] {
  const caps = keys.flatMap((key) => key.split('+')).map((cap) => CAPS[cap] ?? cap);
  return [...new Set(caps)];
}
