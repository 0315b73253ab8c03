import type { GeoJSON } from 'geojson';
import type { SourceSpecification } from 'maplibre-gl';
import type { Basemap } from '../api/contract';
import { fetchJson, GIVEN, GroundError, partOf, reasonOf, type GroundProblem, type LoadedGround } from './ground';
import { matterOf, ownStyle, shapeLayers, type Shapes } from './shapes';

const TYPES = [
  'FeatureCollection', 'Feature', 'Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'GeometryCollection',
];

interface Loaded {
  shapes: Shapes;
  source: SourceSpecification;
}

/** A city's own GeoJSON files, each drawn by what its geometry is and what its name promises. */
export async function loadGeoJson(basemap: Extract<Basemap, { kind: 'geojson' }>): Promise<LoadedGround> {
  const problems: GroundProblem[] = [];
  const files = await Promise.all(
    basemap.layers.map(async ({ name, url }) => {
      try {
        return await load(name, url, basemap.attribution);
      } catch (error) {
        problems.push(error instanceof GroundError ? error.problem : { part: partOf(url), reason: reasonOf(error) });
        return null;
      }
    }),
  );
  const loaded = files.filter((file) => file !== null);
  if (loaded.length === 0) throw new GroundError(problems[0] ?? { part: 'GeoJSON', reason: 'no file' });
  const sources = Object.fromEntries(loaded.map(({ shapes, source }) => [shapes.source, source]));
  return {
    problems,
    ground: { style: (palette) => ownStyle(palette, sources, shapeLayers(loaded.map(({ shapes }) => shapes), palette)) },
  };
}

async function load(name: string, url: string, attribution: string | undefined): Promise<Loaded> {
  const data = (await fetchJson(url)) as (GeoJSON & { attribution?: unknown }) | null;
  const type = data?.type;
  if (!data || !TYPES.includes(String(type))) throw new Error(`no GeoJSON, "type" is ${JSON.stringify(type) ?? 'missing'}`);
  const said = typeof data.attribution === 'string' ? data.attribution : attribution;
  const source = GIVEN + name;
  return {
    shapes: { name, matter: matterOf(name), source },
    source: { type: 'geojson', data, ...(said === undefined ? {} : { attribution: said }) },
  };
}
