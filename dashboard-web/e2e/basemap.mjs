/** What replaces the sketch under the sensors, each kind in a real browser, light and dark. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFiles } from '../dev/files.mjs';
import { RASTER_COLOR, rasterArchive, vectorArchive } from '../dev/pmtiles.mjs';

const square = (west, south, east, north) => [[[west, south], [east, south], [east, north], [west, north], [west, south]]];
const feature = (type, coordinates, properties) => ({ type: 'Feature', geometry: { type, coordinates }, properties });
const collection = (...features) => ({ type: 'FeatureCollection', features });

const WATER = collection(feature('Polygon', square(6.965, 50.9, 6.985, 51.0), { name: 'Testfluss' }));
const ROADS = collection(feature('LineString', [[6.86, 50.94], [6.96, 50.95], [7.05, 50.93]], { name: 'Teststraße' }));
const PLACES = { ...collection(feature('Point', [6.92, 50.96], { name: 'Testdorf' })), attribution: '© Testamt' };

/** A style whose addresses are relative to itself, with a layer called like one of ours. */
const STYLE = {
  version: 8,
  sources: {
    land: { type: 'geojson', data: 'shapes/water.geojson', attribution: '© Teststil' },
    tiles: { type: 'raster', url: 'pmtiles://raster.pmtiles', tileSize: 256 },
  },
  layers: [
    { id: 'back', type: 'background', paint: { 'background-color': '#ffeedd' } },
    { id: 'tiles', type: 'raster', source: 'tiles', paint: { 'raster-opacity': 0.5 } },
    { id: 'selection', type: 'fill', source: 'land', paint: { 'fill-color': '#3366cc' } },
  ],
};

function directory(files) {
  const path = mkdtempSync(join(tmpdir(), 'veedel-basemap-'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(path, name), content instanceof Uint8Array || typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

export function basemapChecks({ check, visit, until, text, shots }) {
  /** Runs with the given files as base map, in light and dark. */
  async function withFiles(name, files, basemap, run, options = {}) {
    const files_ = directory(files);
    try {
      for (const colorScheme of ['light', 'dark']) {
        await visit(
          { mock: { basemap, basemapDir: files_.path, ...options.mock }, query: options.query ?? '', page: { colorScheme, locale: colorScheme === 'light' ? 'de-DE' : 'en-GB' }, quiet: options.quiet ?? true },
          async (visited) => {
            await run({ ...visited, colorScheme });
            if (shots) await visited.page.screenshot({ path: `${shots}/basemap-${name}-${colorScheme}.png` });
          },
        );
      }
    } finally {
      files_.remove();
    }
  }

  /** Until something of the given map is on the screen, and the sensors are back above it. */
  const drawn = (page, layer) =>
    until(
      page,
      (id) => {
        const { map } = document.querySelector('veedel-app').cityMap;
        if (!map.getLayer(id) || !map.getLayer('value')) return false;
        const order = map.getStyle().layers.map((one) => one.id);
        if (order.indexOf(id) > order.indexOf('selection')) throw new Error(`${id} is above the sensors`);
        return map.getLayer(id).type === 'raster' || map.queryRenderedFeatures({ layers: [id] }).length > 0;
      },
      layer,
      30_000,
    );
  const sensors = (page) =>
    until(page, () => document.querySelector('veedel-app').cityMap.map.queryRenderedFeatures({ layers: ['value', 'cluster', 'single'] }).length > 0);
  const sketched = (page) => page.evaluate(() => Boolean(document.querySelector('veedel-app').cityMap.map.getLayer('veedel-name')));

  /** The colour in the middle of the map, between the markers. */
  const pixel = (page, lon, lat) =>
    page.evaluate(
      ([x, y]) =>
        new Promise((resolve) => {
          const { map } = document.querySelector('veedel-app').cityMap;
          map.once('render', () => {
            const gl = map.getCanvas().getContext('webgl2');
            const at = map.project([x, y]);
            const ratio = map.getPixelRatio();
            const out = new Uint8Array(4);
            gl.readPixels(at.x * ratio, gl.drawingBufferHeight - at.y * ratio, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, out);
            resolve([...out.slice(0, 3)]);
          });
          map.triggerRepaint();
        }),
      [lon, lat],
    );

  check('a directory of GeoJSON files replaces the sketch', () =>
    withFiles(
      'geojson',
      { 'wasser.geojson': WATER, 'strassen.geojson': ROADS, 'orte.geojson': PLACES },
      { kind: 'geojson', layers: ['orte', 'strassen', 'wasser'].map((name) => ({ name, url: `/basemap/${name}.geojson` })) },
      async ({ page }) => {
        for (const layer of ['given:wasser-area', 'given:strassen-line', 'given:orte-name']) await drawn(page, layer);
        await sensors(page);
        assert.equal(await sketched(page), false);
        assert.match(await text(page, '.maplibregl-ctrl-attrib-inner'), /© Testamt/);
        assert.equal(await page.locator('.ground-line').count(), 0);
      },
    ));

  check('a base map that names no origin is not called ours', () =>
    withFiles(
      'geojson-unsigned',
      { 'wasser.geojson': WATER },
      { kind: 'geojson', layers: [{ name: 'wasser', url: '/basemap/wasser.geojson' }] },
      async ({ page }) => {
        await drawn(page, 'given:wasser-area');
        assert.equal(await page.locator('.maplibregl-ctrl-attrib-inner').getByText(/Skizze|sketch/).filter({ visible: true }).count(), 0);
      },
    ));

  check('a GeoJSON file that is none is named, the others are drawn', () =>
    withFiles(
      'geojson-part',
      { 'wasser.geojson': WATER, 'kaputt.geojson': '{"type":' },
      { kind: 'geojson', layers: ['kaputt', 'wasser', 'fehlt'].map((name) => ({ name, url: `/basemap/${name}.geojson` })) },
      async ({ page, colorScheme }) => {
        await drawn(page, 'given:wasser-area');
        assert.match(await text(page, '.ground-line'), colorScheme === 'light' ? /(kaputt|fehlt)\.geojson ließ sich nicht laden/ : /(kaputt|fehlt)\.geojson could not be loaded/);
        await page.click('.ground-line button');
        assert.equal(await page.locator('.ground-line').count(), 0);
      },
      { quiet: false },
    ));

  check('a style.json in the directory is used as it is, with addresses relative to it', async () => {
    const files = directory({ 'style.json': { ...STYLE, sources: { ...STYLE.sources, land: { ...STYLE.sources.land, data: 'water.geojson' } } }, 'water.geojson': WATER, 'raster.pmtiles': rasterArchive() });
    try {
      await visit({ mock: { basemap: { kind: 'style', url: '/basemap/style.json' }, basemapDir: files.path } }, async ({ page, mock }) => {
        await drawn(page, 'given:selection');
        await sensors(page);
        assert.ok(mock.requests.includes('/basemap/water.geojson') && mock.requests.includes('/basemap/raster.pmtiles'));
        assert.match(await text(page, '.maplibregl-ctrl-attrib-inner'), /© Teststil/);
        assert.match(await text(page, '.maplibregl-ctrl-attrib-inner'), /© Test raster/);
        assert.equal(await sketched(page), false);
        // Another palette exchanges the style; the given one stays and so do the sensors.
        await page.keyboard.press('d');
        await until(page, () => document.documentElement.dataset.theme === 'dark');
        await drawn(page, 'given:selection');
        await sensors(page);
        if (shots) await page.screenshot({ path: `${shots}/basemap-style-dark.png` });
      });
    } finally {
      files.remove();
    }
  });

  check('a raster PMTiles file is read in parts and drawn', () =>
    withFiles('pmtiles-raster', { 'koeln.pmtiles': rasterArchive() }, { kind: 'pmtiles', url: '/basemap/koeln.pmtiles' }, async ({ page, mock }) => {
      await drawn(page, 'given:tiles');
      await sensors(page);
      await until(page, () => document.querySelector('veedel-app').cityMap.map.areTilesLoaded());
      const near = (await pixel(page, 7.038, 50.893)).map((value, index) => Math.abs(value - RASTER_COLOR[index]));
      assert.ok(Math.max(...near) < 40, `colour is ${near} off`);
      assert.match(await text(page, '.maplibregl-ctrl-attrib-inner'), /© Test raster/);
      assert.ok(mock.requests.filter((path) => path === '/basemap/koeln.pmtiles').length > 1, 'in parts');
    }));

  check('a vector PMTiles file of the Protomaps schema is drawn with names', () =>
    withFiles('pmtiles-vector', { 'koeln.pmtiles': vectorArchive() }, { kind: 'pmtiles', url: '/basemap/koeln.pmtiles' }, async ({ page }) => {
      for (const layer of ['given:earth', 'given:water', 'given:wood', 'given:highway', 'given:rail', 'given:town-name']) await drawn(page, layer);
      await sensors(page);
      assert.match(await text(page, '.maplibregl-ctrl-attrib-inner'), /© Test vector/);
      assert.equal(await sketched(page), false);
    }));

  check('vector tiles of a schema nobody knows are drawn by the names of their layers', () =>
    withFiles(
      'pmtiles-other',
      { 'koeln.pmtiles': vectorArchive({ rename: (layer) => `stadt_${layer === 'water' ? 'wasser' : layer === 'places' ? 'orte' : layer}` }) },
      { kind: 'pmtiles', url: '/basemap/koeln.pmtiles' },
      async ({ page }) => {
        for (const layer of ['given:stadt_wasser-area', 'given:stadt_roads-line', 'given:stadt_orte-name']) await drawn(page, layer);
        await sensors(page);
      },
    ));

  check('a style of another host is used where the policy names that host', async () => {
    const files = directory({ 'style.json': { ...STYLE, sources: { ...STYLE.sources, land: { ...STYLE.sources.land, data: 'water.geojson' } } }, 'water.geojson': WATER, 'raster.pmtiles': rasterArchive() });
    const other = await startFiles(files.path);
    try {
      await visit({ mock: { basemap: { kind: 'style', url: `${other.origin}/style.json` }, origins: [other.origin] } }, async ({ page }) => {
        await drawn(page, 'given:selection');
        await sensors(page);
        assert.ok(other.requests.some(({ path }) => path === '/raster.pmtiles'));
        assert.deepEqual(other.requests.filter(({ cookie }) => cookie !== null), []);
        if (shots) await page.screenshot({ path: `${shots}/basemap-foreign-light.png` });
      });
    } finally {
      await other.close();
      files.remove();
    }
  });

  check('a style of a host that is away leaves the sketch and says so', () =>
    visit({ mock: { basemap: { kind: 'style', url: 'http://127.0.0.1:9/style.json' }, origins: ['http://127.0.0.1:9'] }, quiet: false }, async ({ page }) => {
      await until(page, () => document.querySelector('.ground-line'));
      assert.match(await text(page, '.ground-line'), /127\.0\.0\.1:9\/style\.json ließ sich nicht laden .*eingebaute Skizze/s);
      assert.equal(await sketched(page), true);
      await sensors(page);
      if (shots) await page.screenshot({ path: `${shots}/basemap-failed-light.png` });
    }));

  for (const [what, style] of [
    ['whose tiles are not there', { version: 8, sources: { tiles: { type: 'raster', url: 'pmtiles://missing.pmtiles' } }, layers: [{ id: 'tiles', type: 'raster', source: 'tiles' }] }],
    ['that MapLibre refuses', { version: 8, sources: {}, layers: [{ id: 'a', type: 'fill' }] }],
    ['that is something else', { hello: 'world' }],
  ]) {
    check(`a style ${what} gives the sketch back`, () =>
      withFiles('style-broken', { 'style.json': style }, { kind: 'style', url: '/basemap/style.json' }, async ({ page, colorScheme }) => {
        await until(page, () => document.querySelector('.ground-line'), undefined, 30_000);
        assert.match(await text(page, '.ground-line'), colorScheme === 'light' ? /(style\.json|missing\.pmtiles) ließ sich nicht laden .*Skizze/s : /could not be loaded .*sketch/s);
        await until(page, () => document.querySelector('veedel-app').cityMap.map.getLayer('veedel-name'));
        await sensors(page);
      }, { quiet: false }));
  }

  check('a PMTiles file that is none leaves the sketch and is named', () =>
    withFiles('pmtiles-broken', { 'koeln.pmtiles': 'x'.repeat(20_000) }, { kind: 'pmtiles', url: '/basemap/koeln.pmtiles' }, async ({ page }) => {
      await until(page, () => document.querySelector('.ground-line'));
      assert.match(await text(page, '.ground-line'), /koeln\.pmtiles/);
      assert.equal(await sketched(page), true);
    }, { quiet: false }));
}
