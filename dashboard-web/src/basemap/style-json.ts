import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Basemap } from '../api/contract';
import { fetchJson, GIVEN, GroundError, partOf, type LoadedGround } from './ground';

/** A MapLibre style as it is, in light and dark alike. */
export async function loadStyle(basemap: Extract<Basemap, { kind: 'style' }>): Promise<LoadedGround> {
  const base = new URL(basemap.url, document.baseURI).href;
  const given = (await fetchJson(base)) as StyleSpecification;
  if (given?.version !== 8 || typeof given.sources !== 'object' || !Array.isArray(given.layers)) {
    throw new GroundError({ part: partOf(base), reason: 'no MapLibre style of version 8 with "sources" and "layers"' });
  }
  const style = withOwnNames(resolveStyle(given, base));
  if (JSON.stringify(style.sources).includes('pmtiles://')) (await import('./pmtiles')).speakPmtiles();
  return { ground: { style: () => style }, problems: [] };
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;
const PMTILES = 'pmtiles://';

/** Like a link in the style's own directory; the braces of a template stay as they are. */
function resolve(address: string, base: string): string {
  if (address.startsWith(PMTILES)) return PMTILES + resolve(address.slice(PMTILES.length), base);
  if (ABSOLUTE.test(address)) return address;
  return new URL(address, base).href.replaceAll('%7B', '{').replaceAll('%7D', '}');
}

/** Every address in the style made absolute. */
export function resolveStyle(style: StyleSpecification, base: string): StyleSpecification {
  const resolved: StyleSpecification = { ...style, sources: {} };
  if (typeof style.glyphs === 'string') resolved.glyphs = resolve(style.glyphs, base);
  if (typeof style.sprite === 'string') resolved.sprite = resolve(style.sprite, base);
  else if (Array.isArray(style.sprite)) resolved.sprite = style.sprite.map((sprite) => ({ ...sprite, url: resolve(sprite.url, base) }));
  for (const [name, source] of Object.entries(style.sources)) resolved.sources[name] = resolveSource(source, base);
  return resolved;
}

function resolveSource(source: SourceSpecification, base: string): SourceSpecification {
  const resolved = { ...source } as Record<string, unknown>;
  for (const key of ['url', 'data']) {
    if (typeof resolved[key] === 'string') resolved[key] = resolve(resolved[key], base);
  }
  for (const key of ['tiles', 'urls']) {
    const list = resolved[key];
    if (Array.isArray(list)) resolved[key] = list.map((address) => (typeof address === 'string' ? resolve(address, base) : (address as unknown)));
  }
  return resolved as unknown as SourceSpecification;
}

/** A given layer may be called like one of the sensors'; with a prefix it never is. */
export function withOwnNames(style: StyleSpecification): StyleSpecification {
  return {
    ...style,
    sources: Object.fromEntries(Object.entries(style.sources).map(([name, source]) => [GIVEN + name, source])),
    layers: style.layers.map((layer) => {
      const named = { ...layer, id: GIVEN + layer.id } as LayerSpecification & { source?: unknown };
      if (typeof named.source === 'string') named.source = GIVEN + named.source;
      return named as LayerSpecification;
    }),
    ...(style.terrain ? { terrain: { ...style.terrain, source: GIVEN + style.terrain.source } } : {}),
  };
}
