/**
 * A smoke of the real product in a real browser:
 *
 *   node e2e/product.mjs --url http://127.0.0.1:8080 [--screenshots DIR] [--markers 20] [--timeout 60]
 *
 * Waits for the map, checks that at least N sensors are on it, waits for a live change, opens a panel,
 * looks at the table, and leaves pictures. Closes with "N passed, N failed".
 *
 *   --spot ID --spot-value N --spot-command '["mosquitto_pub", …]'
 *
 * Runs the command while the map is open, and waits until the number stands on the map.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { launch, mapReady, watchedPage } from './browser.mjs';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const url = option('url');
if (!url) {
  console.error('usage: node e2e/product.mjs --url http://127.0.0.1:PORT [--screenshots DIR] [--markers N] [--timeout SECONDS]');
  process.exit(2);
}
const shots = option('screenshots');
const markers = Number(option('markers', '20'));
const timeout = 1000 * Number(option('timeout', '60'));

const browser = await launch();
if (!browser) {
  console.log('skipped: no Chromium found (set CHROMIUM to its path)');
  process.exit(0);
}
if (shots) mkdirSync(shots, { recursive: true });
let passed = 0;
let failed = 0;
async function step(name, run) {
  try {
    const note = await run();
    passed += 1;
    console.log(`  ok    ${name}${note ? ` (${note})` : ''}`);
  } catch (error) {
    failed += 1;
    console.log(`  FAIL  ${name}\n        ${String(error.message ?? error).split('\n').slice(0, 6).join('\n        ')}`);
  }
}
const address = (query, hash = '') => new URL(`./${query}${hash}`, url.endsWith('/') ? url : `${url}/`).href;

async function shoot(name, query, pageOptions, before = async () => {}) {
  if (!shots) return;
  const { page, context } = await watchedPage(browser, pageOptions);
  try {
    await page.goto(address(query));
    await mapReady(page, timeout);
    await before(page);
    await page.waitForTimeout(2_500);
    await page.screenshot({ path: `${shots}/${name}.png` });
  } finally {
    await context.close();
  }
}

const { page, context, complaints, violations } = await watchedPage(browser);
await step('the page answers', async () => {
  const response = await page.goto(address(''), { timeout });
  assert.equal(response.status(), 200);
  return `security policy: ${(response.headers()['content-security-policy'] ?? 'none').slice(0, 40)}…`;
});
await step('sensors are on the map', async () => {
  const began = Date.now();
  await mapReady(page, timeout);
  const drawn = await page.evaluate(() => document.querySelector('veedel-app').cityMap.overlay.drawn);
  assert.ok(drawn >= markers, `${drawn} sensors, wanted at least ${markers}`);
  return `${drawn} after ${((Date.now() - began) / 1000).toFixed(1)} s`;
});
await step('the stream is live', async () => {
  await page.waitForFunction(() => document.querySelector('[data-state]')?.dataset.state === 'live', undefined, { timeout });
});
let spoken = null;
await step('a value changes by itself', async () => {
  spoken = await page.evaluate(
    (limit) =>
      new Promise((resolve, reject) => {
        const { city } = document.querySelector('veedel-app');
        const stop = city.subscribe((change) => {
          const thing = [...change.values].find((candidate) => !candidate.moving && candidate.lon !== null);
          if (!thing) return;
          stop();
          resolve(thing.id);
        });
        setTimeout(() => reject(new Error(`no value within ${limit / 1000} s`)), limit);
      }),
    timeout,
  );
  return spoken;
});
const spot = option('spot');
if (spot) {
  await step('a reading sent just now stands on the map', async () => {
    const { page: near, context: nearby } = await watchedPage(browser);
    try {
      await near.goto(address('', '#map=17/50.9413/6.9583'), { timeout });
      await near.waitForFunction(
        () => document.querySelector('[data-state]')?.dataset.state === 'live' && document.querySelector('veedel-app').cityMap?.map.getLayer('value'),
        undefined,
        { timeout },
      );
      const value = option('spot-value');
      const began = Date.now();
      const [program, ...argv] = JSON.parse(option('spot-command'));
      const run = spawnSync(program, argv, { encoding: 'utf8' });
      assert.equal(run.status, 0, run.stderr || String(run.error));
      await near.waitForFunction(
        ([name, text]) => {
          const { map } = document.querySelector('veedel-app').cityMap;
          return map
            .queryRenderedFeatures({ layers: ['value'] })
            .some(({ properties }) => properties.name === name && String(properties.text).includes(text));
        },
        [spot, value],
        { timeout, polling: 20 },
      );
      const took = Date.now() - began;
      if (shots) await near.screenshot({ path: `${shots}/product-spot.png` });
      return `${value} ${took} ms after the command was started`;
    } finally {
      await nearby.close();
    }
  });
}
await step('a panel opens with value, age and history', async () => {
  const id = spoken ?? (await page.evaluate(() => document.querySelector('veedel-app').city.things[0].id));
  await page.goto(address(`?sel=thing:${encodeURIComponent(id)}`), { timeout });
  await page.waitForFunction(() => document.querySelector('.panel [data-testid=value]')?.textContent.trim(), undefined, { timeout });
  await page.waitForFunction(() => document.querySelector('.history-summary, .history-state, .history-table'), undefined, { timeout });
  const state = await page.evaluate(() => document.querySelector('.history-state')?.textContent ?? 'curve');
  assert.ok(!/nicht laden|could not/.test(state), state);
  return `${await page.locator('.panel h2').innerText()}: ${await page.locator('[data-testid=value]').innerText()}`;
});
await step('the table lists the same sensors', async () => {
  await page.goto(address('?view=table'), { timeout });
  await page.waitForFunction(() => document.querySelectorAll('veedel-table tbody tr[data-id]').length > 5, undefined, { timeout });
  const same = await page.evaluate(() => Number(document.querySelector('veedel-table table').getAttribute('aria-rowcount')) - 1 === document.querySelector('veedel-app').city.things.length);
  assert.ok(same, 'row count differs from the number of things');
});
await step('no policy violation, no error in the console', async () => {
  assert.deepEqual(await violations(), []);
  // Going to another address ends the stream of the one before.
  assert.deepEqual(complaints.filter((complaint) => !/api\/v1\/live.*ERR_ABORTED/.test(complaint)), []);
});
await context.close();

const wide = { viewport: { width: 1600, height: 1000 } };
await step('pictures', async () => {
  await shoot('product-light-de', '', wide);
  await shoot('product-dark-en', '?theme=dark&lang=en', wide);
  await shoot('product-centre', `#map=13.4/50.9413/6.9583`, wide);
  if (spoken) await shoot('product-panel', `?sel=thing:${encodeURIComponent(spoken)}`, wide);
  await shoot('product-table', '?view=table', wide, async () => {}).catch(() => {});
  await shoot('product-phone', '', { viewport: { width: 390, height: 844 } });
  await shoot('product-wall', '?wall=1&theme=dark', { viewport: { width: 1920, height: 1080 } });
});
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
