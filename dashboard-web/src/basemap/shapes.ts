import type { ExpressionSpecification, FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Palette } from '../theme/palette';
import { GIVEN } from './ground';
import { FONT } from './style';

/** What a file or a layer of tiles shows, as far as its name tells. */
export type Matter = 'land' | 'green' | 'wood' | 'water' | 'building' | 'road' | 'rail' | 'border' | 'other';

const NAMES: [Matter, RegExp][] = [
  ['water', /water|wasser|river|fluss|rhein|lake|see(n)?$|ocean|bach/],
  ['wood', /wood|wald|forest/],
  ['green', /green|grün|gruen|park|landuse|landcover|garten|garden|vegetation/],
  ['building', /building|gebäude|gebaeude|haus/],
  ['rail', /rail|bahn|tram|transit/],
  ['road', /road|street|strasse|straße|weg|transport|highway/],
  ['border', /bound|border|grenz|district|bezirk|stadtteil|viertel/],
  ['land', /earth|land|background|boden/],
];

/** Guesses from a name in German or English; `other` is drawn as an outline with a faint area. */
export function matterOf(name: string): Matter {
  const lower = name.toLowerCase();
  return NAMES.find(([, pattern]) => pattern.test(lower))?.[0] ?? 'other';
}

/** One set of shapes whose geometry is not known beforehand. */
export interface Shapes {
  name: string;
  matter: Matter;
  source: string;
  sourceLayer?: string;
}

const BOTTOM_UP: Matter[] = ['land', 'green', 'wood', 'water', 'border', 'other', 'building', 'rail', 'road'];

function geometry(...types: string[]): FilterSpecification {
  return ['in', ['geometry-type'], ['literal', types.flatMap((type) => [type, `Multi${type}`])]] as FilterSpecification;
}

function area(matter: Matter, p: Palette): { color: string; opacity: number } {
  const colors: Partial<Record<Matter, string>> = {
    land: p.city, green: p.green, wood: p.wood, water: p.water, building: p.casing, road: p.street, rail: p.airport,
  };
  return { color: colors[matter] ?? p.dense, opacity: matter === 'border' ? 0 : matter === 'other' ? 0.5 : 1 };
}

function line(matter: Matter, p: Palette): { color: string; width: ExpressionSpecification; opacity: number } {
  const byZoom = (...stops: number[]) => ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as ExpressionSpecification;
  const thin = byZoom(9, 0.6, 14, 1.2, 18, 2);
  switch (matter) {
    case 'water':
      return { color: p.waterEdge, width: byZoom(9, 0.6, 14, 1.6, 18, 5), opacity: 1 };
    case 'road':
      return { color: p.dark ? p.primary : p.casing, width: byZoom(9, 0.6, 13, 2, 18, 14), opacity: 1 };
    case 'rail':
      return { color: p.rail, width: byZoom(10, 0.7, 14, 2, 18, 5), opacity: 1 };
    case 'green':
    case 'wood':
    case 'land':
      return { color: p.greenText, width: thin, opacity: 0.25 };
    default:
      return { color: p.label, width: thin, opacity: 0.6 };
  }
}

function text(matter: Matter, p: Palette): string {
  return matter === 'water' ? p.waterText : matter === 'green' || matter === 'wood' ? p.greenText : p.label;
}

/**
 * Areas below lines below points below names, whatever the sets hold: each of the four takes only
 * the geometry it can draw.
 */
export function shapeLayers(sets: readonly Shapes[], p: Palette): LayerSpecification[] {
  const sorted = [...sets].sort((a, b) => BOTTOM_UP.indexOf(a.matter) - BOTTOM_UP.indexOf(b.matter));
  const from = (set: Shapes) => ({ source: set.source, ...(set.sourceLayer === undefined ? {} : { 'source-layer': set.sourceLayer }) });
  const named: FilterSpecification = ['has', 'name'];
  const halo = { 'text-halo-color': p.halo, 'text-halo-width': 1.3, 'text-halo-blur': 0.3 };
  return [
    ...sorted.map((set): LayerSpecification => {
      const { color, opacity } = area(set.matter, p);
      return { id: `${GIVEN}${set.name}-area`, type: 'fill', ...from(set), filter: geometry('Polygon'), paint: { 'fill-color': color, 'fill-opacity': opacity } };
    }),
    ...sorted.map((set): LayerSpecification => {
      const { color, width, opacity } = line(set.matter, p);
      return {
        id: `${GIVEN}${set.name}-line`, type: 'line', ...from(set), filter: geometry('LineString', 'Polygon'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': color, 'line-width': width, 'line-opacity': opacity },
      };
    }),
    ...sorted.map((set): LayerSpecification => ({
      id: `${GIVEN}${set.name}-point`, type: 'circle', ...from(set), minzoom: 11, filter: geometry('Point'),
      paint: { 'circle-radius': 2.2, 'circle-color': text(set.matter, p), 'circle-opacity': 0.7 },
    })),
    ...sorted.flatMap((set): LayerSpecification[] => [
      {
        id: `${GIVEN}${set.name}-name-line`, type: 'symbol', ...from(set), minzoom: 12.5, filter: ['all', named, geometry('LineString')] as FilterSpecification,
        layout: { 'symbol-placement': 'line', 'symbol-spacing': 420, 'text-field': ['to-string', ['get', 'name']], 'text-font': FONT, 'text-size': 11 },
        paint: { 'text-color': text(set.matter, p), ...halo },
      },
      {
        id: `${GIVEN}${set.name}-name`, type: 'symbol', ...from(set), minzoom: 9.5, filter: ['all', named, geometry('Point', 'Polygon')] as FilterSpecification,
        layout: {
          'text-field': ['to-string', ['get', 'name']], 'text-font': FONT, 'text-size': 12, 'text-max-width': 8,
          'text-variable-anchor': ['center', 'top', 'bottom'], 'text-radial-offset': 0.5, 'text-padding': 4,
        },
        paint: { 'text-color': text(set.matter, p), ...halo },
      },
    ]),
  ];
}

/** No `glyphs` key: names are drawn with the fonts of the page and the system. */
export function ownStyle(p: Palette, sources: StyleSpecification['sources'], layers: LayerSpecification[]): StyleSpecification {
  return {
    version: 8,
    name: p.dark ? 'Veedel dark' : 'Veedel light',
    sources,
    layers: [{ id: `${GIVEN}ground`, type: 'background', paint: { 'background-color': p.ground } }, ...layers],
  };
}
