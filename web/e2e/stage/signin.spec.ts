import { gate } from '../gate';
import { expect, type Page, test } from '../stage';

const SIGNED_OUT = { storageState: { cookies: [], origins: [] } };

/** Let the sign-in refuse the next times, in the words of its vendor. */
async function refuse(page: Page, call: string, message: string): Promise<void> {
  await page.route(`**/accounts:${call}**`, (route) =>
    route.fulfill({ status: 400, json: { error: { code: 400, message } } }),
  );
}

async function enter(page: Page, button: string): Promise<void> {
  await page.getByLabel('E-mail').fill('demo@example.com');
  await page.getByLabel('Password', { exact: true }).fill('dailies-demo');
  await page.getByRole('button', { name: button, exact: true }).click();
}

test.describe('somebody who is not signed in', () => {
  test.use(SIGNED_OUT);

  test('comes back to where the sign-in stood in the way', async ({ page, stage }) => {
    await stage.open('/credits?kind=grant');
    await expect(page).toHaveURL('/signin?next=%2Fcredits%3Fkind%3Dgrant');
    await expect(page).toHaveTitle('Sign in · Dailies');
    await enter(page, 'Sign in');
    await expect(page).toHaveURL('/credits?kind=grant');
    await expect(page.getByRole('radio', { name: 'Added' })).toBeChecked();
  });

  test('is not led elsewhere by an address that somebody made', async ({ page, stage }) => {
    await stage.open('/signin?next=/%5Cevil.example.com/');
    await enter(page, 'Sign in');
    await expect(page).toHaveURL('/');
  });

  test('is told what is wrong, in words, and keeps what was typed', async ({ page, stage }) => {
    stage.expectFaults();
    await page.goto('/signin?next=/settings');
    await refuse(page, 'signInWithPassword', 'INVALID_LOGIN_CREDENTIALS');
    await enter(page, 'Sign in');
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('do not belong together');
    await expect(page.getByLabel('E-mail')).toHaveValue('demo@example.com');
    await refuse(page, 'signInWithPassword', 'TOO_MANY_ATTEMPTS_TRY_LATER');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(alert).toContainText('Too many tries');

    await alert.getByRole('link', { name: 'Have a new password sent' }).click();
    await expect(page).toHaveURL('/signin?reset=1&next=%2Fsettings');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Have a new password sent');
    await expect(alert).toHaveCount(0);
    await expect(page.getByLabel('E-mail')).toHaveValue('demo@example.com');
    await page.route('**/accounts:sendOobCode**', (route) =>
      route.fulfill({ json: { email: 'demo@example.com' } }),
    );
    await page.getByRole('button', { name: 'Send it' }).click();
    await expect(page.getByText('If demo@example.com has an account')).toBeVisible();
    await page.route('**/accounts:signInWithPassword**', (route) => route.abort());
    await page.getByRole('link', { name: 'I have an account' }).click();
    await enter(page, 'Sign in');
    await expect(alert).toContainText('Check your connection');
  });

  test('makes an account, with words about the field that is wrong', async ({ page, stage }) => {
    stage.expectFaults();
    await page.goto('/signin?new=1');
    await refuse(page, 'signUp', 'WEAK_PASSWORD : Password should be at least 6 characters');
    await enter(page, 'Make an account');
    const password = page.getByLabel('Password', { exact: true });
    await expect(password).toHaveAccessibleDescription(/too easy to guess/);
    await expect(password).toBeFocused();
    await expect(password).toHaveAttribute('autocomplete', 'new-password');
    await refuse(page, 'signUp', 'EMAIL_EXISTS');
    await page.getByRole('button', { name: 'Make an account' }).click();
    await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription(/has an account already/);
    await page.getByRole('alert').getByRole('link', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/signin');
    await expect(password).toHaveAttribute('autocomplete', 'current-password');
    await page.getByRole('button', { name: 'Show password' }).click();
    await expect(password).toHaveAttribute('type', 'text');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page).toHaveURL('/');
  });

  test('comes in by Google', async ({ page, stage }) => {
    stage.expectFaults();
    await page.goto('/signin?next=/settings');
    await refuse(page, 'signInWithIdp', 'OPERATION_NOT_ALLOWED');
    await page.getByRole('button', { name: 'Continue with Google' }).click();
    await expect(page.getByRole('alert')).toContainText('switched off here');
    await page.unroute('**/accounts:signInWithIdp**');
    await page.getByRole('button', { name: 'Continue with Google' }).click();
    await expect(page).toHaveURL('/settings');
  });

  test('is told when nobody can be asked who is signed in', async ({ page, stage }) => {
    stage.expectFaults();
    await page.route('**/__/firebase/init.json', (route) => route.abort());
    await page.goto('/');
    await expect(page.getByText('The server could not be reached.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();
  });
});

test('who is signed in already does not stay at the sign-in', async ({ page, stage }) => {
  await stage.open('/signin?next=/settings');
  await expect(page).toHaveURL('/settings');
});

test('a sign-in that the server takes no more leads to the sign-in, which says so, and back', async ({
  page,
  stage,
}) => {
  const no = {
    status: 401,
    body: { status: 401, code: 'not_authenticated', detail: 'Sign in again.' },
  } as const;
  await stage.open('/settings');
  stage.fail('GET /api/credits/ledger', no); // one fresh token helps
  await page.getByRole('link', { name: 'Credits', exact: true }).click();
  await expect(page.getByText('Nothing has moved yet.')).toBeVisible();
  stage.fail('GET /api/credits/ledger', no, no);
  await page.getByRole('radio', { name: 'Held' }).click();
  await expect(page).toHaveURL('/signin?next=%2Fcredits%3Fkind%3Dhold');
  await expect(page.getByText('Your sign-in has ended.')).toBeVisible();
  await enter(page, 'Sign in');
  await expect(page).toHaveURL('/credits?kind=hold');
});

test('signing out in one tab signs out the other, and forgets what was shown', async ({
  page,
  stage,
  context,
}) => {
  stage.credits = { available: 77, held: 0, active_jobs: 0 };
  await stage.open('/');
  await expect(page.getByRole('link', { name: 'Balance: 77 credits' })).toBeVisible();
  const other = await context.newPage();
  await other.route('**/__/firebase/init.json', (route) =>
    route.fulfill({
      json: {
        projectId: 'demo-stage',
        apiKey: 'stage',
        emulators: { auth: new URL(page.url()).origin, firestore: '127.0.0.1:9' },
      },
    }),
  );
  await other.route('**/identitytoolkit.googleapis.com/**', (route) => route.fallback());
  await other.goto('/settings');
  await other.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/signin');
  await expect(page.getByRole('link', { name: 'Sign in', exact: true })).toBeVisible();

  stage.credits = { available: 5, held: 0, active_jobs: 0 };
  const held = gate();
  await page.route('**/api/credits', async (route) => {
    await held.passed;
    await route.fallback();
  });
  await enter(page, 'Sign in');
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toBeVisible();
  await expect(page.getByText('77 credits')).toHaveCount(0);
  held.open();
  await expect(page.getByRole('link', { name: 'Balance: 5 credits' })).toBeVisible();
});
