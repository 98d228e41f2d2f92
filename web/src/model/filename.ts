/** Names that a person can read in a folder, and every system accepts. */

const LONGEST = 60;

/** Name a file after a prompt: letters and digits of any script, the rest becomes one hyphen. */
export function fileName(prompt: string, id: string, extension: string): string {
  const words =
    prompt
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  let name = '';
  for (const word of words) {
    if (name.length + word.length + 1 > LONGEST) break;
    name += name ? `-${word}` : word;
  }
  return `${name || 'video'}-${id.slice(0, 6)}.${extension}`;
}
