/** A page's part that the server has no more: it was built anew since this page was loaded. */

const SIGNS = /dynamically imported module|importing a module script failed|unable to preload css/i;
const NAME = 'dailies:1:reloaded';
const AGAIN_MS = 60_000;

export function isMissingPart(error: unknown): boolean {
  return error instanceof Error && SIGNS.test(error.message);
}

/** Reload the page, unless that was done within the last minute and has not helped. */
export function reloadOnce(): void {
  try {
    if (Date.now() - Number(sessionStorage.getItem(NAME)) < AGAIN_MS) return;
    sessionStorage.setItem(NAME, String(Date.now()));
  } catch {
    return; // nothing can be remembered here: it might go on for ever
  }
  location.reload();
}
