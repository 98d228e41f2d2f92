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
    where: 'The box and the grid',
    shortcuts: [
      { keys: ['Ctrl', 'Enter'], does: 'Send (on a Mac: Cmd)' },
      { keys: ['x'], does: 'Select what is focused' },
    ],
  },
  {
    where: 'A video',
    shortcuts: [
      { keys: ['Space'], does: 'Play, pause' },
      { keys: ['←', '→'], does: 'The one before, the one after' },
      { keys: ['f'], does: 'Favourite' },
      { keys: ['d'], does: 'Download' },
    ],
  },
];
