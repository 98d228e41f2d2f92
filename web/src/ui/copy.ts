import { toast } from './toast';

/** Put text where the person can paste it; where a browser does not let a page, say so. */
export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    toast('This browser does not let a page copy. Select the text and copy it.', { tone: 'bad' });
  }
}
