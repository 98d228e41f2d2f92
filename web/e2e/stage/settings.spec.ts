import { expect, type Page, test } from '../stage';

const remembered = (page: Page, name: string) =>
  page.evaluate((key) => localStorage.getItem(`dailies:1:${key}`), name);

/** Headless browsers have no notifications: let there be one that answers so. */
async function notifications(page: Page, before: string, answer: string): Promise<void> {
  await page.addInitScript(
    ([first, then]) => {
      const made = {
        permission: first,
        requestPermission: async () => {
          made.permission = then;
          return then;
        },
      };
      Object.defineProperty(window, 'Notification', { value: made });
    },
    [before, answer],
  );
}

test('an amount above which one is asked is kept, and nonsense is not', async ({ page, stage }) => {
  await stage.open('/settings');
  const amount = page.getByRole('spinbutton', { name: /Ask me before a press/ });
  await expect(amount).toHaveAccessibleDescription('Left empty, no press is asked about.');
  await amount.fill('30');
  expect(await remembered(page, 'confirm-above')).toBe('30');
  await amount.fill('-2');
  await expect(amount).toHaveAccessibleDescription(/Type a whole number/);
  expect(await remembered(page, 'confirm-above')).toBe('30');
  await page.reload();
  await expect(amount).toHaveValue('30');
  await amount.fill('');
  expect(await remembered(page, 'confirm-above')).toBeNull();
});

test('the browser is asked for notifications by the press, not before', async ({ page, stage }) => {
  await notifications(page, 'default', 'granted');
  await stage.open('/settings');
  const notify = page.getByRole('switch', { name: 'Tell me when a video is ready' });
  expect(await page.evaluate(() => Notification.permission)).toBe('default');
  await notify.check();
  expect(await page.evaluate(() => Notification.permission)).toBe('granted');
  expect(await remembered(page, 'notify')).toBe('true');
  await notify.uncheck();
  expect(await remembered(page, 'notify')).toBeNull();
});

test('notifications that are refused stay off, and it is said where to allow them', async ({
  page,
  stage,
}) => {
  await notifications(page, 'default', 'denied');
  await stage.open('/settings');
  const notify = page.getByRole('switch', { name: 'Tell me when a video is ready' });
  await notify.click();
  await expect(notify).toBeDisabled();
  await expect(notify).not.toBeChecked();
  await expect(notify).toHaveAccessibleDescription(/blocks notifications of this site/);
  expect(await remembered(page, 'notify')).toBeNull();
});

test('the account is named, its id is copied, and one signs out', async ({ page, stage, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await stage.open('/settings');
  const main = page.getByRole('main');
  await expect(main.getByText('demo@example.com')).toBeVisible();
  await main.getByRole('button', { name: 'Copy the id' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('person-1');
  await main.getByRole('button', { name: 'Sign out' }).click();
  await expect(main.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect(main.getByText('demo@example.com')).toHaveCount(0);
});
