import { readFileSync } from 'node:fs';
import { MODELS } from '../models';
import { expect, test } from '../stage';
import { anUpload, PICTURE, takeUploads } from '../uploads';

test('a start frame is picked, pasted, dropped or taken from earlier, and goes with the order', async ({
  page,
  stage,
}) => {
  const earlier = anUpload();
  await takeUploads(stage, [earlier], ['The file is not an image we can read.']);
  const shaped = MODELS.models.map((one) => ({ ...one, image_sets_shape: true }));
  stage.models = { ...MODELS, models: shaped };
  await stage.open('/');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('The tide turns');
  const slot = page.getByRole('group', { name: 'Start frame' });
  const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') };
  await slot.getByLabel('Start frame').setInputFiles(file);
  await expect(slot.getByRole('alert')).toHaveText(
    'notes.txt is not taken. Choose a JPEG, PNG or WebP picture.',
  );
  await slot.getByLabel('Start frame').setInputFiles(PICTURE);
  await expect(slot.getByRole('alert')).toHaveText('The file is not an image we can read.');
  const tooLarge = 'An image may have at most 20 MB.';
  stage.fail('POST /api/uploads', { status: 413, body: { detail: tooLarge } });
  await slot.getByLabel('Start frame').setInputFiles(PICTURE);
  await expect(slot.getByRole('alert')).toHaveText(tooLarge);
  await slot.getByLabel('Start frame').setInputFiles(PICTURE);
  await expect(slot.getByRole('img', { name: 'The start frame' })).toBeVisible();
  await expect(slot.getByRole('alert')).toBeHidden();
  await expect(page.getByText('Shape: as the start frame')).toBeVisible();
  await expect(page.getByRole('option', { name: 'Wan 2.5 · takes no start frame' })).toBeDisabled();

  for (const way of ['paste', 'drop'] as const) {
    await slot.getByRole('button', { name: 'Remove the start frame' }).click();
    await expect(slot.getByRole('img')).toBeHidden();
    const bytes = readFileSync(PICTURE).toString('base64');
    await page.getByRole('form', { name: 'Make a video' }).evaluate(bring, { way, bytes });
    await expect(slot.getByRole('img', { name: 'The start frame' })).toBeVisible();
  }
  await slot.getByRole('button', { name: 'Earlier pictures' }).click();
  const pictures = page.getByRole('dialog', { name: 'Earlier pictures' });
  await expect(pictures.getByRole('img')).toHaveCount(4);
  await pictures.getByRole('button').first().click();
  await expect(pictures).toBeHidden();
  await page.reload();
  await expect(slot.getByRole('img', { name: 'The start frame' })).toBeVisible();
  await page.getByRole('button', { name: 'Generate · 6 credits' }).click();
  await expect.poll(() => stage.jobs[0]?.input.image).toEqual({ upload_id: earlier.id });
});

/** Paste or drop a picture; runs in the page. */
function bring(form: Element, { way, bytes }: { way: 'paste' | 'drop'; bytes: string }): void {
  const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([content], 'tide.webp', { type: 'image/webp' }));
  const options = { bubbles: true, cancelable: true };
  form.dispatchEvent(
    way === 'paste'
      ? new ClipboardEvent('paste', { ...options, clipboardData: data })
      : new DragEvent('drop', { ...options, dataTransfer: data }),
  );
}
