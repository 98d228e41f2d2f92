import { beforeEach, expect, test, vi } from 'vitest';
import { aDraft } from '../e2e/made';

const NAME = 'dailies:1:deletions';
const device = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (name: string) => device.get(name) ?? null,
  setItem: (name: string, value: string) => device.set(name, value),
  removeItem: (name: string) => device.delete(name),
});

/** Return the deletions as a tab that was just opened has them. */
async function aNewTab() {
  vi.resetModules();
  return import('../src/parts/deletions');
}

beforeEach(() => device.clear());

test('what is being deleted outlives the tab, and is hidden until it is undone', async () => {
  const job = aDraft({ prompt: 'A lighthouse' });
  const first = await aNewTab();
  expect(first.begin('ann', [job], 1_000)).toBe(true);

  const second = await aNewTab();

  expect(second.deletions.hidden().has(job.id)).toBe(true);
  expect(second.deletions.read()).toEqual([{ id: job.id, uid: 'ann', title: 'A lighthouse', at: 1_000 }]);
  second.bringBack([job.id]);
  expect(second.deletions.hidden().has(job.id)).toBe(false);
  expect(first.isWanted(job.id)).toBe(false);
  expect(device.get(NAME)).toBe('[]');
});

test('what the server has deleted stays hidden, and is not sent again', async () => {
  const job = aDraft();
  const tab = await aNewTab();
  tab.begin('ann', [job], 0);

  tab.finish(job.id);

  expect(tab.deletions.hidden().has(job.id)).toBe(true);
  expect(tab.deletions.read()).toEqual([]);
});

test('the wait is ten seconds from the press, whatever the clock says', async () => {
  const { left } = await aNewTab();
  const one = { id: 'a', uid: 'ann', title: '', at: 50_000 };

  expect([50_000, 57_000, 61_000, 0].map((now) => left(one, now))).toEqual([10_000, 3_000, 0, 10_000]);
});

test('too many at once are refused as a whole', async () => {
  const tab = await aNewTab();
  const most = Array.from({ length: tab.DELETIONS_MAX }, () => aDraft());
  expect(tab.begin('ann', most, 0)).toBe(true);

  expect(tab.begin('ann', [aDraft()], 0)).toBe(false);
  expect(tab.deletions.read()).toHaveLength(tab.DELETIONS_MAX);
});

test.each(['{"id":1}', '[{"id":"a"}]', 'nonsense', '[null]'])(
  'what it cannot read, it does not send: %s',
  async (text) => {
    device.set(NAME, text);

    expect((await aNewTab()).deletions.read()).toEqual([]);
  },
);
