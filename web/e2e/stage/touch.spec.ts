import { expectToPlay } from '../films';
import { aDraft } from '../made';
import { expect, test } from '../stage';

test.describe('by a finger', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a preview plays, one at a time, and stops; nothing waits for a mouse', async ({ page, stage }) => {
    stage.jobs = [aDraft({ prompt: 'A lighthouse' }), aDraft({ prompt: 'A pier' })];
    await stage.open('/');
    const videos = page.locator('video');

    await page.getByRole('button', { name: 'Play the preview of A lighthouse' }).tap();
    await expectToPlay(videos);
    await page.getByRole('button', { name: 'Play the preview of A pier' }).tap();
    await expect(page.getByRole('button', { name: 'Play the preview of A lighthouse' })).toBeVisible();
    await expect(videos).toHaveCount(1);
    await page.getByRole('button', { name: 'Stop the preview of A pier' }).tap();
    await expect(videos).toHaveCount(0);
    await page.getByRole('checkbox', { name: 'Select A pier' }).tap();
    await expect(page.getByRole('region', { name: 'Selection' })).toContainText('1 selected');
  });

  test('a finger that rests on a tile chooses it and nothing else; one that moves or taps does not', async ({
    page,
    stage,
  }) => {
    const pier = aDraft({ prompt: 'A pier' });
    stage.jobs = [pier, ...['A lighthouse', 'A boat', 'A storm'].map((prompt) => aDraft({ prompt }))];
    await stage.open('/');
    const bar = page.getByRole('region', { name: 'Selection' });
    const fingers = await page.context().newCDPSession(page);
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...touchPoints: { x: number; y: number }[]
    ) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints });
    const middle = async (name: string) => {
      const { x = 0, y = 0, width = 0 } = (await page.getByRole('link', { name }).boundingBox()) ?? {};
      return { x: x + width / 2, y: y + 8 };
    };
    const menus = await page.evaluateHandle(() => {
      const seen: boolean[] = [];
      addEventListener('contextmenu', (event) => seen.push(event.defaultPrevented));
      return seen;
    });

    const there = await middle('A pier');
    await touch('touchStart', there);
    await expect(bar).toContainText('1 selected');
    await touch('touchEnd');
    await expect(page.getByRole('checkbox', { name: 'Select A pier' })).toBeChecked();
    await expect(page).toHaveURL('/');
    expect((await menus.jsonValue()).every(Boolean)).toBe(true);

    const tile = page.getByRole('listitem').filter({ hasText: 'A lighthouse' });
    const { x = 0, y = 0 } = (await tile.boundingBox()) ?? {};
    const other = { x: x + 100, y: y + 60 }; // on its picture, which the box at the bottom leaves free
    await Promise.all([touch('touchStart', other), touch('touchMove', { x: other.x, y: other.y - 60 })]);
    await touch('touchMove', { x: other.x, y: other.y - 120 });
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
    await touch('touchEnd');
    await expect(bar).toContainText('1 selected');
    await page.getByRole('link', { name: 'A pier' }).tap();
    await expect(page).toHaveURL(`/v/${pier.id}`);
  });
});
