/** How long a prompt is, counted as the server counts it. Pure. */

export const LONGEST = 2000;

/** Return the number of characters that can be seen, without the space around them. */
export function lengthOf(prompt: string): number {
  return [
    ...prompt
      .normalize('NFC')
      .replace(/(?!\n)\p{C}/gu, '')
      .trim(),
  ].length;
}

/** Say what keeps a prompt from being sent; undefined if nothing does. */
export function promptFault(prompt: string): string | undefined {
  const length = lengthOf(prompt);
  if (length === 0) return 'Write what you want to see';
  return length > LONGEST ? `Take out ${(length - LONGEST).toLocaleString('en')} characters` : undefined;
}

/** Say how much of the room is used: "12 of 2,000 characters". */
export function lengthWords(prompt: string): string {
  return `${lengthOf(prompt).toLocaleString('en')} of ${LONGEST.toLocaleString('en')} characters`;
}
