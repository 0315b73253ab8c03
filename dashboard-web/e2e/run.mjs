/**
 * Browser tests of the built app against the mock city: node e2e/run.mjs [--only WORD] [--screenshots DIR] [--dist DIR]
 * Prints one line per check and closes with "N passed, N failed".
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { startMock } from '../dev/mock.mjs';
import { basemapChecks } from './basemap.mjs';
import { launch, mapReady, watchedPage } from './browser.mjs';

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const dist = option('dist') ?? fileURLToPath(new URL('../target/classes/web', import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const browser = await launch();
if (!browser) {
  console.log('skipped: no Chromium found (set CHROMIUM to its path)');
  process.exit(0);
}
const shots = option('screenshots');
if (shots) mkdirSync(shots, { recursive: true });

const checks = [];
const check = (name, run) => checks.push({ name, run });

/** A fresh city and page; at the end nothing may have been complained about. */
async function visit({ mock: mockOptions = {}, query = '', page: pageOptions = {}, ready = true, quiet = true, prepare = () => {} }, run) {
  const mock = await startMock({ dist, ...mockOptions });
  prepare(mock);
  const watched = await watchedPage(browser, pageOptions);
  try {
    await watched.page.goto(mock.url + query);
    if (ready) await mapReady(watched.page);
    await run({ ...watched, mock });
    assert.deepEqual(await watched.violations(), [], 'content security policy violations');
    if (quiet) assert.deepEqual(watched.complaints, [], 'console and network complaints');
  } finally {
    await watched.context.close();
    await mock.close();
  }
}

const until = (page, predicate, argument, timeout = 15_000) => page.waitForFunction(predicate, argument, { timeout });
const text = (page, selector) => page.locator(selector).first().innerText();

check('markers, clusters and values are on the map, nothing is complained about', () =>
  visit({}, async ({ page, mock }) => {
    const seen = await page.evaluate(() => {
      const { map, overlay } = document.querySelector('veedel-app').cityMap;
      return { drawn: overlay.drawn, clusters: map.queryRenderedFeatures({ layers: ['cluster'] }).length, canvas: map.getCanvas().width };
    });
    assert.equal(seen.drawn, mock.things.filter((thing) => thing.lon !== null).length);
    assert.ok(seen.clusters > 0, 'clusters');
    assert.ok(seen.canvas > 0);
    assert.match(await text(page, '[data-state]'), /live/i);
  }));

check('every request goes to our own server', () =>
  visit({}, async ({ page, mock }) => {
    const foreign = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => !name.startsWith(location.origin) && !name.startsWith('data:')));
    assert.deepEqual(foreign, []);
    assert.ok(mock.requests.includes('/api/v1/live'));
  }));

check('a live value changes panel, class and marker colour', () =>
  visit({ query: '?sel=thing:air-turiner-strasse#map=14/50.9478/6.9558' }, async ({ page, mock }) => {
    mock.set('air-turiner-strasse', 'no2', 12);
    for (const property of ['pm10', 'pm2_5']) mock.set('air-turiner-strasse', property, 4);
    await until(page, () => document.querySelector('[data-testid=value]')?.textContent === '12');
    assert.match(await text(page, '[data-testid=class]'), /gut/);
    const fill = () => page.evaluate(() => {
      const { city, cityMap } = document.querySelector('veedel-app');
      return cityMap.map.getFeatureState({ source: 'station-air', id: city.find('air-turiner-strasse').num }).fill;
    });
    assert.equal(await fill(), '#50CCAA');
    mock.set('air-turiner-strasse', 'no2', 130);
    await until(page, () => document.querySelector('[data-testid=value]')?.textContent === '130');
    assert.match(await text(page, '[data-testid=class]'), /sehr schlecht/);
    assert.equal(await fill(), '#960032');
    await until(page, () => document.querySelector('veedel-app').cityMap.map.queryRenderedFeatures({ layers: ['value'] }).some((feature) => feature.properties.text === 'NO₂ 130'));
  }));

check('the panel stays on its sensor whatever others say', () =>
  visit({ query: '?sel=thing:parking-parkhaus-am-dom' }, async ({ page, mock }) => {
    const name = await text(page, '.panel h2');
    for (let i = 0; i < 20; i++) mock.set('air-turiner-strasse', 'no2', 40 + i);
    await page.waitForTimeout(600);
    assert.equal(await text(page, '.panel h2'), name);
  }));

check('after the server was away it says so, and recovers by itself', () =>
  visit({ quiet: false, query: '?sel=thing:parking-parkhaus-am-dom' }, async ({ page, mock }) => {
    for (let round = 0; round < 2; round++) {
      await mock.down();
      await until(page, () => document.querySelector('[data-state]').dataset.state === 'delayed');
      await page.waitForTimeout(2_000);
      await mock.up(round === 1);
      await until(page, () => ['live', 'caught-up'].includes(document.querySelector('[data-state]').dataset.state), undefined, 40_000);
      mock.set('parking-parkhaus-am-dom', 'free_spaces', 77 + round);
      await until(page, (wanted) => document.querySelector('[data-testid=value]')?.textContent === String(wanted), 77 + round);
    }
  }));

check('after 30 s without a word it is disconnected, framed, and retries on demand', () =>
  visit({ quiet: false }, async ({ page, mock }) => {
    await mock.down();
    await until(page, () => document.querySelector('[data-state]').dataset.state === 'lost', undefined, 45_000);
    assert.match(await text(page, '.lost-banner'), /Getrennt seit/);
    if (shots) await page.screenshot({ path: `${shots}/lost.png` });
    await mock.up();
    // It may have come back by itself in the meantime.
    await page.click('.chip-retry', { timeout: 3_000 }).catch(() => {});
    await until(page, () => ['live', 'caught-up'].includes(document.querySelector('[data-state]').dataset.state), undefined, 10_000);
    assert.match(await text(page, '.toast'), /nachgeladen/);
  }));

check('stale sensors are hollow, have no class, and say since when', () =>
  visit({ query: '?sel=thing:noise-ebertplatz#map=14.5/50.9508/6.9585' }, async ({ page }) => {
    const state = await page.evaluate(() => {
      const { city, cityMap } = document.querySelector('veedel-app');
      const thing = city.find('noise-ebertplatz');
      return { freshness: city.assessment(thing).freshness, fill: cityMap.map.getFeatureState({ source: 'station-noise', id: thing.num }).fill };
    });
    assert.deepEqual(state, { freshness: 'stale', fill: '#ffffff' });
    assert.match(await text(page, '.reading-age'), /veraltet: letzter Wert vor \d+ min, erwartet jede Minute/);
    assert.equal(await page.locator('[data-testid=class]').count(), 0);
    await until(page, () => document.querySelector('veedel-app').cityMap.map.queryRenderedFeatures({ layers: ['value'] }).some((feature) => feature.properties.pill.includes('|stale|')));
  }));

check('a sensor that falls silent becomes late by itself', () =>
  visit({ query: '?sel=thing:noise-rudolfplatz', prepare: (mock) => mock.since('noise-rudolfplatz', Date.now() - 90_000) }, async ({ page }) => {
    await until(page, () => document.querySelector('.reading-age')?.classList.contains('state-fresh'));
    await until(page, () => document.querySelector('.reading-age')?.classList.contains('state-late'), undefined, 60_000);
    assert.match(await text(page, '.reading-age'), /vor 2 min, erwartet jede Minute/);
  }));

check('the table shows exactly what the map shows', () =>
  visit({ query: '?view=table&layers=air,noise', ready: false }, async ({ page, mock }) => {
    await until(page, () => document.querySelectorAll('veedel-table tbody tr[data-id]').length > 0);
    mock.freeze(true);
    const expected = mock.things.filter((thing) => thing.theme === 'air' || thing.theme === 'noise').map((thing) => thing.id).sort();
    const seen = new Map();
    const height = await page.evaluate(() => document.querySelector('.table-scroll').scrollHeight);
    for (let top = 0; top <= height; top += 300) {
      await page.evaluate((y) => document.querySelector('.table-scroll').scrollTo(0, y), top);
      await page.evaluate(async () => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        await document.querySelector('veedel-table').updateComplete;
      });
      const rows = await page.evaluate(() => [...document.querySelectorAll('veedel-table tbody tr[data-id]')].map((row) => [row.dataset.id, row.querySelector('.col-value').firstChild.textContent, row.querySelector('.col-state').innerText]));
      for (const [id, value, state] of rows) seen.set(id, { value, state });
    }
    assert.deepEqual([...seen.keys()].sort(), expected);
    const wanted = await page.evaluate(() => Object.fromEntries(document.querySelector('veedel-app').city.things.map((thing) => [thing.id, document.querySelector('veedel-app').city.assessment(thing).freshness])));
    const words = { fresh: 'aktuell', late: 'verspätet', stale: 'veraltet', offline: 'offline', never: 'nie gesendet' };
    for (const [id, { state }] of seen) assert.equal(state, words[wanted[id]], id);
    await page.fill('.table-filter input', 'clevischer');
    await until(page, () => document.querySelectorAll('veedel-table tbody tr[data-id]').length === 2);
    await page.click('.col-name button[data-index="0"]');
    assert.match(await text(page, '.panel h2'), /Clevischer Ring/);
  }));

check('the address restores layers, selection, theme, language and camera', () =>
  visit({ query: '?layers=air,water&sel=thing:water-rhein-pegel-koeln&theme=dark&lang=en&mystery=1#map=13.5/50.9368/6.9632' }, async ({ page }) => {
    const view = await page.evaluate(() => {
      const root = document.querySelector('veedel-app');
      const { map } = root.cityMap;
      return { layers: [...root.layers].sort(), selected: root.selected, theme: document.documentElement.dataset.theme, lang: document.documentElement.lang, zoom: map.getZoom(), lat: map.getCenter().lat };
    });
    assert.deepEqual(view.layers, ['air', 'water']);
    assert.equal(view.selected, 'water-rhein-pegel-koeln');
    assert.equal(view.theme, 'dark');
    assert.equal(view.lang, 'en');
    assert.ok(Math.abs(view.zoom - 13.5) < 0.01 && Math.abs(view.lat - 50.9368) < 0.001, 'camera');
    await page.keyboard.press('3');
    await page.waitForTimeout(100);
    const url = page.url();
    assert.match(url, /layers=bike-count,air,water/);
    assert.match(url, /sel=thing:water-rhein-pegel-koeln/);
    assert.match(url, /mystery=1/);
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.querySelector('veedel-app').selected), null);
    await page.goBack();
    assert.equal(await page.evaluate(() => document.querySelector('veedel-app').selected), 'water-rhein-pegel-koeln');
  }));

check('everything can be reached by keyboard', () =>
  visit({}, async ({ page }) => {
    await page.keyboard.press('/');
    await page.keyboard.type('dom');
    await until(page, () => document.querySelector('[role=option]'));
    await page.keyboard.press('Enter');
    await until(page, () => /Dom/.test(document.querySelector('.panel h2')?.textContent ?? ''));
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.panel').count(), 0);
    await page.keyboard.press('j');
    assert.equal(await page.locator('.panel').count(), 1);
    await page.keyboard.press('t');
    await until(page, () => document.querySelector('veedel-table'));
    await page.focus('.col-name button[data-index]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('t');
    await page.keyboard.press('d');
    await until(page, () => document.documentElement.dataset.theme === 'dark');
    await page.keyboard.press('1');
    assert.equal(await page.evaluate(() => document.querySelector('veedel-app').layers.has('traffic')), false);
    await page.keyboard.press('?');
    assert.equal(await page.locator('dialog[open]').count(), 1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('p');
    assert.equal(await page.evaluate(() => document.querySelector('[data-state]').dataset.state), 'paused');
    await page.keyboard.press('l');
    assert.equal(await page.evaluate(() => document.querySelector('veedel-app').pausedAt), null);
    // Tab goes through the page and out of the map again.
    const stops = new Set();
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      stops.add(await page.evaluate(() => document.activeElement?.className || document.activeElement?.tagName));
    }
    assert.ok([...stops].some((name) => String(name).includes('maplibregl-canvas')), 'the map takes the focus');
    assert.ok(stops.size > 8, 'and gives it away');
  }));

check('a paused map stands still and catches up', () =>
  visit({ query: '?sel=thing:parking-parkhaus-am-dom' }, async ({ page, mock }) => {
    mock.set('parking-parkhaus-am-dom', 'free_spaces', 111);
    await until(page, () => document.querySelector('[data-testid=value]')?.textContent === '111');
    await page.keyboard.press('p');
    mock.set('parking-parkhaus-am-dom', 'free_spaces', 222);
    await page.waitForTimeout(1_500);
    assert.equal(await text(page, '[data-testid=value]'), '111');
    await page.keyboard.press('p');
    await until(page, () => document.querySelector('[data-testid=value]')?.textContent === '222');
  }));

check('signing in works, and a wrong password is said at the field', () =>
  visit({ mock: { mode: 'forbidden' }, ready: false, quiet: false }, async ({ page }) => {
    await page.click('.notice .button-primary');
    await page.fill('input[name=name]', 'm.kaya');
    await page.fill('input[name=password]', 'wrong');
    await page.click('dialog[open] .button-primary');
    await until(page, () => /stimmt nicht/.test(document.querySelector('.field-error').textContent));
    await page.fill('input[name=password]', 'veedel');
    await page.click('dialog[open] .button-primary');
    await mapReady(page);
  }));

check('sensors at one place can all be reached, by mouse and by keyboard', () =>
  visit(
    {
      query: '#map=16/50.9478/6.9558',
      prepare: (mock) => {
        const at = mock.things.find((thing) => thing.id === 'air-turiner-strasse');
        for (const id of ['noise-ebertplatz', 'parking-parkhaus-am-dom']) Object.assign(mock.things.find((thing) => thing.id === id), { lon: at.lon, lat: at.lat });
      },
    },
    async ({ page, mock }) => {
      const { lon, lat } = mock.things.find((thing) => thing.id === 'air-turiner-strasse');
      const point = await page.evaluate((at) => document.querySelector('veedel-app').cityMap.map.project(at), [lon, lat]);
      await page.locator('.maplibregl-canvas').click({ position: { x: point.x, y: point.y } });
      await until(page, () => document.querySelectorAll('.neighbour').length === 3);
      assert.match(await text(page, '.neighbours h3'), /3 Sensoren an diesem Ort/);
      const reached = new Set();
      for (const id of ['noise-ebertplatz', 'air-turiner-strasse', 'parking-parkhaus-am-dom']) {
        await page.focus(`.neighbour[data-id="${id}"]`);
        await page.keyboard.press('Enter');
        await until(page, (wanted) => document.querySelector('veedel-app').selected === wanted, id);
        assert.equal(await page.locator('.neighbour[aria-current=true]').getAttribute('data-id'), id);
        reached.add(await text(page, '.panel h2'));
      }
      assert.equal(reached.size, 3);
      if (shots) await page.screenshot({ path: `${shots}/same-place.png` });
    },
  ));

check('before the sensors are known nothing is said of them', () =>
  visit({ mock: { mode: 'broken' }, query: '?sel=thing:air-turiner-strasse', ready: false, quiet: false }, async ({ page, mock }) => {
    await until(page, () => document.querySelector('.notice[role=alert]'));
    assert.match(await text(page, '.notice h2'), /gerade nicht abrufbar/);
    const counts = await page.locator('.layer-count').allInnerTexts();
    assert.deepEqual([...new Set(counts)], ['noch unbekannt']);
    assert.match(await text(page, '.panel-state'), /noch nicht geladen/);
    await page.fill('veedel-search input', 'dom');
    assert.match(await text(page, '.search-count'), /noch nicht geladen/);
    await page.fill('veedel-search input', '');
    await page.locator('veedel-search input').blur();
    await page.keyboard.press('t');
    assert.match(await text(page, '.table-none'), /noch nicht geladen/);
    await page.keyboard.press('w');
    assert.match(await text(page, '.wall-live'), /unbekannt/);
    mock.setMode('city');
    await until(page, () => /live/.test(document.querySelector('.wall-live').textContent), undefined, 20_000);
  }));

check('a server that is away at the start is waited for', () =>
  visit({ mock: { mode: 'broken' }, ready: false, quiet: false }, async ({ page, mock }) => {
    await until(page, () => document.querySelector('.notice[role=alert]'));
    mock.setMode('city');
    await mapReady(page);
  }));

check('an empty city says what to do', () =>
  visit({ mock: { mode: 'empty' }, ready: false }, async ({ page }) => {
    await until(page, () => /veedel demo/.test(document.querySelector('.notice')?.textContent ?? ''));
  }));

check('thousands of sensors and a thousand values a second leave the page responsive', () =>
  visit({ mock: { scale: 14, rate: 250 } }, async ({ page, mock }) => {
    assert.ok(mock.things.length > 5_000);
    await page.waitForTimeout(3_000);
    // What our code holds the main thread for; the frame itself also waits for the software WebGL.
    const { script, frame } = await page.evaluate(async () => {
      const worst = { script: 0, frame: 0 };
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          worst.frame = Math.max(worst.frame, entry.duration);
          for (const run of entry.scripts) worst.script = Math.max(worst.script, run.duration);
        }
      }).observe({ type: 'long-animation-frame' });
      await new Promise((resolve) => setTimeout(resolve, 8_000));
      return worst;
    });
    console.log(`    ${mock.things.length} sensors: longest script ${Math.round(script)} ms, longest frame ${Math.round(frame)} ms (software rendering)`);
    assert.ok(script < 200, `longest script ${script} ms`);
  }));

const LOOKS = [
  ['light-de', 'de-DE', 'light', ''], ['dark-en', 'en-GB', 'dark', ''], ['dark-de', 'de-DE', 'dark', ''], ['light-en', 'en-GB', 'light', ''],
];
const STATES = [
  ['map', '', {}], ['panel', '?sel=thing:air-clevischer-ring', {}], ['table', '?view=table', {}], ['wall', '?wall=1', {}],
  ['empty', '', { mode: 'empty' }], ['error', '', { mode: 'broken' }],
];
for (const [look, locale, colorScheme] of LOOKS) {
  check(`axe finds nothing in ${look}: ${STATES.map(([name]) => name).join(', ')}`, async () => {
    for (const [name, query, mockOptions] of STATES) {
      await visit({ mock: mockOptions, query, page: { locale, colorScheme, bypassCSP: true }, ready: !mockOptions.mode && name !== 'table', quiet: false }, async ({ page }) => {
        if (mockOptions.mode) await until(page, () => document.querySelector('.notice'));
        if (name === 'table') await until(page, () => document.querySelector('tbody tr[data-id]'));
        if (name === 'map') await page.evaluate(() => document.querySelector('.legend-button').click());
        await page.waitForTimeout(400);
        await page.evaluate(axeSource);
        const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), AXE_TAGS);
        if (shots) await page.screenshot({ path: `${shots}/${name}-${look}.png` });
        assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`), [], `${name} ${look}`);
      });
    }
  });
}

check('nothing is wider than a phone of 320 px, and every target is at least 24 px', async () => {
  for (const width of [320, 390]) {
    await visit({ page: { viewport: { width, height: 780 } } }, async ({ page }) => {
      await page.click('.layers-open');
      const found = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth > innerWidth,
        small: [...document.querySelectorAll('button, a[href], input, summary')]
          .filter((element) => element.checkVisibility() && !element.closest('.skip, dialog'))
          .map((element) => [element.className || element.tagName, element.getBoundingClientRect()])
          .filter(([name, box]) => box.width > 0 && (box.width < 24 || box.height < 24) && name !== 'skip' && name !== 'INPUT')
          .map(([name, box]) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`),
      }));
      assert.deepEqual(found, { wide: false, small: [] });
    });
  }
});

basemapChecks({ check, visit, until, text, shots });

const only = option('only');
let passed = 0;
let failed = 0;
for (const { name, run } of checks) {
  if (only && !name.includes(only)) continue;
  const began = Date.now();
  try {
    await run();
    passed += 1;
    console.log(`  ok    ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`  FAIL  ${name}\n${String(error.stack ?? error).split('\n').slice(0, 24).join('\n')}`);
  }
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
