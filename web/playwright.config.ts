import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

const PORT = Number(process.env.PORT ?? 4173);
const chromium =
  process.env.CHROMIUM ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const isRoot = process.getuid?.() === 0;
const stage = { baseURL: `http://127.0.0.1:${PORT}`, storageState: 'test-results/signed-in.json' };

const preview = {
  command: `npx vite preview --host 127.0.0.1 --port ${PORT} --strictPort`,
  url: stage.baseURL,
  reuseExistingServer: !process.env.CI,
  timeout: 30_000,
};

// `stage`: the built studio before a scripted server. `cloud`: the same before a whole local cloud.
export default defineConfig({
  testDir: 'e2e',
  outputDir: process.env.STUDIO ? 'test-results/cloud' : 'test-results/stage',
  forbidOnly: !!process.env.CI,
  fullyParallel: true,
  workers: 2,
  retries: process.env.CI ? 1 : 0, // what fails once is told as flaky, what fails twice is broken
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: isRoot ? ['--no-sandbox'] : [],
    },
  },
  projects: [
    { name: 'sign-in', testMatch: 'signin.setup.ts', use: { baseURL: stage.baseURL } },
    { name: 'stage', testMatch: 'stage/*.spec.ts', dependencies: ['sign-in'], use: stage },
    {
      name: 'cloud',
      testMatch: 'cloud/*.spec.ts',
      timeout: 180_000,
      use: { baseURL: process.env.STUDIO ?? '' },
    },
    {
      name: 'vitals',
      testMatch: 'vitals/*.spec.ts',
      dependencies: ['sign-in'],
      use: { ...stage, trace: 'off' }, // a trace takes the page's own time
    },
    { name: 'screenshots', testMatch: 'screenshots.ts', dependencies: ['sign-in'], use: stage },
  ],
  ...(process.env.STUDIO ? {} : { webServer: preview }),
});
