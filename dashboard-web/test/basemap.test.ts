import type { StyleSpecification } from 'maplibre-gl';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadGeoJson } from '../src/basemap/geojson';
import { GroundError } from '../src/basemap/ground';
import { isProtomaps, protomapsLayers } from '../src/basemap/protomaps';
import { matterOf, shapeLayers } from '../src/basemap/shapes';
import { resolveStyle, withOwnNames } from '../src/basemap/style-json';
import { DARK, LIGHT } from '../src/theme/palette';
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';

describe('a given style', () => {
  const base = 'https://maps.example.org/koeln/style.json?key=a';
  const style = {
    version: 8,
    glyphs: 'fonts/{fontstack}/{range}.pbf',
    sprite: 'sprites/day',
    sources: {
      a: { type: 'vector', tiles: ['tiles/{z}/{x}/{y}.pbf', 'https://b.example.org/{z}/{x}/{y}.pbf'] },
      b: { type: 'vector', url: 'pmtiles://koeln.pmtiles' },
      c: { type: 'vector', url: 'pmtiles://https://b.example.org/k.pmtiles' },
      d: { type: 'geojson', data: '/parks.geojson' },
      e: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
      f: { type: 'raster', url: '../tiles.json' },
    },
    layers: [
      { id: 'back', type: 'background' },
      { id: 'value', type: 'fill', source: 'd' },
    ],
  } as StyleSpecification;

  it('has its addresses relative to itself, templates as they are', () => {
    const resolved = resolveStyle(style, base);
    expect(resolved.glyphs).toBe('https://maps.example.org/koeln/fonts/{fontstack}/{range}.pbf');
    expect(resolved.sprite).toBe('https://maps.example.org/koeln/sprites/day');
    expect(resolved.sources).toMatchObject({
      a: { tiles: ['https://maps.example.org/koeln/tiles/{z}/{x}/{y}.pbf', 'https://b.example.org/{z}/{x}/{y}.pbf'] },
      b: { url: 'pmtiles://https://maps.example.org/koeln/koeln.pmtiles' },
      c: { url: 'pmtiles://https://b.example.org/k.pmtiles' },
      d: { data: 'https://maps.example.org/parks.geojson' },
      e: { data: { type: 'FeatureCollection' } },
      f: { url: 'https://maps.example.org/tiles.json' },
    });
    expect(style.sprite).toBe('sprites/day');
  });

  it('never meets the sources and layers of the sensors', () => {
    const named = withOwnNames(style);
    expect(Object.keys(named.sources)[0]).toBe('given:a');
    expect(named.layers).toMatchObject([{ id: 'given:back' }, { id: 'given:value', source: 'given:d' }]);
  });
});

describe('what a name tells', () => {
  it.each([
    ['wasserflaechen', 'water'], ['lakes', 'water'], ['Grünflächen', 'green'], ['stadtwald', 'wood'], ['strassen', 'road'],
    ['buildings', 'building'], ['stadtbezirke', 'border'], ['kitas', 'other'],
  ])('%s is %s', (name, matter) => expect(matterOf(name)).toBe(matter));
});

describe('the layers we draw', () => {
  const sources = { 'given:tiles': { type: 'vector', tiles: ['https://example.org/{z}/{x}/{y}'] } } as StyleSpecification['sources'];
  it.each([['light', LIGHT], ['dark', DARK]])('are a valid style in %s, without a glyph server', (_, palette) => {
    const sets = ['wasser', 'kitas', 'bezirke'].map((name) => ({ name, matter: matterOf(name), source: 'given:tiles', sourceLayer: name }));
    for (const layers of [protomapsLayers('given:tiles', palette), shapeLayers(sets, palette)]) {
      expect(validateStyleMin({ version: 8, sources, layers, glyphs: 'https://only.for.the/{fontstack}/{range}' })).toEqual([]);
      expect(new Set(layers.map(({ id }) => id)).size).toBe(layers.length);
    }
  });

  it('know the schema of Protomaps', () => {
    expect(isProtomaps(['earth', 'landuse', 'water', 'roads', 'places'])).toBe(true);
    expect(isProtomaps(['water', 'transportation', 'place'])).toBe(false);
  });
});

describe('GeoJSON files', () => {
  beforeEach(() => vi.stubGlobal('location', new URL('http://localhost/')));
  afterEach(() => vi.unstubAllGlobals());
  const files = (contents: Record<string, string>) => {
    vi.stubGlobal('fetch', (url: string) => {
      const content = contents[url];
      return Promise.resolve(new Response(content ?? '', { status: content === undefined ? 404 : 200 }));
    });
    return { kind: 'geojson' as const, layers: Object.keys(contents).concat('/basemap/gone.geojson').map((url) => ({ name: url.slice(9, -8), url })) };
  };

  it('are drawn as far as they are any, and the others are named', async () => {
    const { ground, problems } = await loadGeoJson(
      files({ '/basemap/seen.geojson': '{"type":"FeatureCollection","features":[],"attribution":"© Stadt"}', '/basemap/style.geojson': '{"version":8}' }),
    );
    const style = ground.style(LIGHT);
    expect(style.sources).toMatchObject({ 'given:seen': { type: 'geojson', attribution: '© Stadt' } });
    expect(style.glyphs).toBeUndefined();
    expect(problems.toSorted((a, b) => a.part.localeCompare(b.part))).toEqual([
      { part: 'gone.geojson', reason: 'HTTP 404' },
      { part: 'style.geojson', reason: 'no GeoJSON, "type" is missing' },
    ]);
  });

  it('of which none can be read fail', async () => {
    await expect(loadGeoJson(files({}))).rejects.toThrow(GroundError);
  });
});
