/** The keys of the studio, as the sheet shows them; each is bound where it works. */

interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
}

interface Group {
  readonly where: string;
  readonly shortcuts: readonly Shortcut[];
}

export const GROUPS: readonly Group[] = [
  {
    where: 'Everywhere',
    shortcuts: [
      { keys: ['/'], does: 'Search your videos' },
      { keys: ['n'], does: 'Write a new one' },
      { keys: ['1', '2', '3', '4'], does: 'Studio, Feed, Credits, Settings' },
      { keys: ['?'], does: 'Show this sheet' },
      { keys: ['Esc'], does: 'Close, or back to the grid' },
    ],
  },
  {
    where: 'The box',
    shortcuts: [{ keys: ['Ctrl', 'Enter'], does: 'Send (on a Mac: Cmd)' }],
  },
  {
    where: 'The grid',
    shortcuts: [
      { keys: ['←', '→', '↑', '↓'], does: 'Go from one to the next' },
      { keys: ['Enter'], does: 'Open what is focused' },
      { keys: ['f'], does: 'Favourite' },
      { keys: ['d'], does: 'Download' },
      { keys: ['x'], does: 'Select what is focused' },
      { keys: ['Shift', 'x'], does: 'Select all up to it' },
      { keys: ['Ctrl', 'a'], does: 'Select all (on a Mac: Cmd)' },
    ],
  },
  {
    where: 'A video',
    shortcuts: [
      { keys: ['←', '→'], does: 'The one before, the one after; in the player: 5 s back, 5 s on' },
      { keys: ['f'], does: 'Favourite' },
      { keys: ['d'], does: 'Download' },
    ],
  },
  {
    where: 'The player',
    shortcuts: [
      { keys: ['Space'], does: 'Play, pause' },
      { keys: [',', '.'], does: 'One frame back, one frame on' },
      { keys: ['m'], does: 'Mute' },
      { keys: ['l'], does: 'Loop' },
      { keys: ['Shift', 'f'], does: 'Full screen' },
      { keys: ['Shift', '← ↑ ↓ →'], does: 'Move the picture of a closer look' },
    ],
  },
];
