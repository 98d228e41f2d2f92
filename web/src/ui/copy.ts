import { toast } from './toast';

/** Put text where the person can paste it; where a browser does not let a page, say so, and answer false. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    toast(`Your browser does not let this page copy. Copy it by hand: ${text}`, { tone: 'bad' });
    return false;
  }
}

/** Copy text, and say that it was: `done`. */
export async function copy(text: string, done: string): Promise<void> {
  if (await copied(text)) toast(done);
}
