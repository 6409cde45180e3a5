import { defineConfig } from '@playwright/test'
import { chromium } from './chromium'

export default defineConfig({
  testDir: './journeys',
  testMatch: '*.e2e.ts',
  outputDir: './.results',
  globalSetup: './build.ts',
  fullyParallel: true,
  workers: 2,
  // Flaky is broken.
  retries: 0,
  timeout: 40_000,
  expect: { timeout: 8_000 },
  reporter: [['list'], ['json', { outputFile: './.results/report.json' }]],
  use: {
    headless: true,
    launchOptions: chromium,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    locale: 'en-GB',
    // Costs a third of the time: `npm run e2e -- --trace retain-on-failure` where one is wanted.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
})
