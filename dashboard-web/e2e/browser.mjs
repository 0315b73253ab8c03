import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const CANDIDATES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Software WebGL and no calls home. */
const FLAGS = [
  '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run',
];

export async function launch() {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  return executablePath ? chromium.launch({ executablePath, args: FLAGS }) : null;
}

/** A page that writes down everything a user would never see but should worry about. */
export async function watchedPage(browser, options = {}) {
  const { locale = 'de-DE', colorScheme = 'light', viewport = { width: 1440, height: 900 }, ...rest } = options;
  const context = await browser.newContext({ locale, colorScheme, viewport, timezoneId: 'Europe/Berlin', ...rest });
  const page = await context.newPage();
  const complaints = [];
  await page.addInitScript(() => {
    window.__violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.__violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || (message.type() === 'warning' && !/GPU stall|ReadPixels|software WebGL|GL Driver/i.test(message.text()))) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  // A history that is no longer wanted is cut short on purpose.
  const dropped = (request) => /\/observations\?/.test(request.url()) && request.failure()?.errorText === 'net::ERR_ABORTED';
  page.on('requestfailed', (request) => dropped(request) || complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  return { page, context, complaints, violations: () => page.evaluate(() => window.__violations) };
}

export const app = (page, read) => page.evaluate(read);

/** Until the sensors are on the map and the map has drawn them. */
export async function mapReady(page, timeout = 60_000) {
  await page.waitForFunction(
    () => {
      const root = document.querySelector('veedel-app');
      const map = root?.cityMap?.map;
      if (root?.load?.kind !== 'ready' || !map?.getLayer('value')) return false;
      return map.queryRenderedFeatures({ layers: ['value', 'cluster', 'single'] }).length > 0;
    },
    undefined,
    { timeout },
  );
}
