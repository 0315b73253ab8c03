import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import type { Palette } from '../theme/palette';
import { drawSketch } from './draw';
import sketch from './koeln.json';

/** The first name only sets the weight (MapLibre sniffs it); no `glyphs` key, so all text is drawn here. */
export const FONT = ['Regular', 'Inter Veedel', 'system-ui'];
export const FONT_MEDIUM = ['Medium', 'Inter Veedel', 'system-ui'];
export const FONT_BOLD = ['SemiBold', 'Inter Veedel', 'system-ui'];

/** Everything a visitor of Köln would recognise, with room around it. */
export const HOME_BOUNDS: [[number, number], [number, number]] = [
  [6.855, 50.868],
  [7.06, 51.008],
];

let drawn: FeatureCollection | null = null;

function kind(...names: string[]): FilterSpecification {
  return ['in', ['get', 'k'], ['literal', names]];
}

function byZoom(...stops: number[]): ExpressionSpecification {
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as ExpressionSpecification;
}

/** A name appears from the zoom its feature asks for. */
const DUE: FilterSpecification = ['>=', ['zoom'], ['coalesce', ['get', 'z'], 11]];

function both(a: FilterSpecification, b: FilterSpecification): FilterSpecification {
  return ['all', a, b] as FilterSpecification;
}

/** The ground of tier 0: nothing but what is in the page, so it is there before any server answers. */
export function sketchStyle(palette: Palette): StyleSpecification {
  drawn ??= drawSketch(sketch as FeatureCollection);
  return {
    version: 8,
    name: palette.dark ? 'Veedel dark' : 'Veedel light',
    sources: {
      ground: { type: 'geojson', data: drawn, tolerance: 0.2, maxzoom: 14 },
    },
    layers: [...areas(palette), ...roads(palette), ...names(palette)],
  };
}

function areas(p: Palette): LayerSpecification[] {
  const source = 'ground';
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': p.ground } },
    { id: 'city', type: 'fill', source, filter: kind('city'), paint: { 'fill-color': p.city } },
    {
      id: 'city-edge', type: 'line', source, filter: kind('city'),
      paint: { 'line-color': p.city, 'line-width': byZoom(9, 4, 14, 60), 'line-blur': byZoom(9, 4, 14, 60) },
    },
    { id: 'dense', type: 'fill', source, filter: kind('dense'), paint: { 'fill-color': p.dense } },
    {
      id: 'dense-edge', type: 'line', source, filter: kind('dense'),
      paint: { 'line-color': p.dense, 'line-width': byZoom(9, 6, 14, 90), 'line-blur': byZoom(9, 6, 14, 90) },
    },
    { id: 'wood', type: 'fill', source, filter: kind('wood'), paint: { 'fill-color': p.wood } },
    { id: 'green', type: 'fill', source, filter: both(kind('belt'), ['==', ['geometry-type'], 'Polygon'] as FilterSpecification), paint: { 'fill-color': p.green } },
    { id: 'airport', type: 'fill', source, filter: kind('airport'), paint: { 'fill-color': p.airport } },
    { id: 'runway', type: 'fill', source, minzoom: 10, filter: kind('runway'), paint: { 'fill-color': p.rail } },
    { id: 'water', type: 'fill', source, filter: kind('river', 'basin', 'lake'), paint: { 'fill-color': p.water } },
    {
      id: 'water-edge', type: 'line', source, filter: kind('river', 'basin', 'lake'),
      paint: { 'line-color': p.waterEdge, 'line-width': byZoom(9, 0.5, 15, 1.6) },
    },
  ];
}

function roads(p: Palette): LayerSpecification[] {
  const source = 'ground';
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const line = (id: string, filter: FilterSpecification, color: string, width: ExpressionSpecification, more: object = {}): LayerSpecification =>
    ({ id, type: 'line', source, filter, layout: round, paint: { 'line-color': color, 'line-width': width, ...more } }) as LayerSpecification;
  return [
    line('street-casing', kind('street'), p.casing, byZoom(10, 0.6, 12, 2, 16, 13)),
    line('primary-casing', kind('primary'), p.casing, byZoom(10, 1.4, 12, 3.4, 16, 18)),
    line('motorway-casing', kind('motorway'), p.casing, byZoom(9, 1.6, 12, 4.6, 16, 24)),
    {
      id: 'rail', type: 'line', source, filter: kind('rail'), minzoom: 10.4,
      paint: { 'line-color': p.rail, 'line-width': byZoom(10, 0.7, 14, 2, 16, 4) },
    },
    {
      id: 'rail-ties', type: 'line', source, filter: kind('rail'), minzoom: 12.5,
      paint: { 'line-color': p.rail, 'line-width': byZoom(12, 3, 16, 9), 'line-dasharray': [0.25, 2.4] },
    },
    line('street', kind('street'), p.street, byZoom(10, 0.3, 12, 1.2, 16, 11)),
    line('primary', kind('primary'), p.primary, byZoom(10, 0.9, 12, 2.4, 16, 15)),
    line('motorway', kind('motorway'), p.motorway, byZoom(9, 1, 12, 3.2, 16, 20)),
    {
      id: 'bridge', type: 'line', source, filter: kind('bridge'), minzoom: 10.5,
      paint: { 'line-color': p.bridge, 'line-width': byZoom(10, 2.2, 12, 4.4, 16, 19) },
    },
    {
      id: 'bridge-deck', type: 'line', source, filter: kind('bridge'), minzoom: 10.5,
      paint: { 'line-color': p.primary, 'line-width': byZoom(10, 1, 12, 2.4, 16, 14) },
    },
  ];
}

function names(p: Palette): LayerSpecification[] {
  const source = 'ground';
  const halo = { 'text-halo-color': p.halo, 'text-halo-width': 1.4, 'text-halo-blur': 0.4 };
  return [
    {
      id: 'road-name', type: 'symbol', source, minzoom: 12.8, filter: both(kind('street', 'primary'), ['has', 'n'] as FilterSpecification),
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 420, 'text-field': ['get', 'n'], 'text-font': FONT, 'text-size': byZoom(12, 10, 16, 13), 'text-letter-spacing': 0.02 },
      paint: { 'text-color': p.label, ...halo },
    },
    {
      id: 'motorway-name', type: 'symbol', source, minzoom: 10, filter: both(kind('motorway'), ['has', 'n'] as FilterSpecification),
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 320, 'text-field': ['get', 'n'], 'text-font': FONT_BOLD, 'text-size': 10.5, 'text-rotation-alignment': 'viewport', 'text-padding': 18 },
      paint: { 'text-color': p.label, 'text-halo-color': p.motorway, 'text-halo-width': 2.6 },
    },
    {
      id: 'river-name', type: 'symbol', source, filter: kind('river-name'),
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 460, 'text-field': ['get', 'n'], 'text-font': FONT_MEDIUM, 'text-size': byZoom(9, 11, 14, 17), 'text-letter-spacing': 0.32 },
      paint: { 'text-color': p.waterText, 'text-halo-color': p.water, 'text-halo-width': 1 },
    },
    {
      id: 'basin-name', type: 'symbol', source, minzoom: 13.2, filter: kind('basin-name'),
      layout: { 'symbol-placement': 'line', 'text-field': ['get', 'n'], 'text-font': FONT, 'text-size': 11 },
      paint: { 'text-color': p.waterText, 'text-halo-color': p.water, 'text-halo-width': 1 },
    },
    {
      id: 'lake-name', type: 'symbol', source, minzoom: 11, filter: both(kind('lake'), DUE),
      layout: { 'text-field': ['get', 'n'], 'text-font': FONT, 'text-size': 11, 'text-max-width': 6 },
      paint: { 'text-color': p.waterText, ...halo },
    },
    {
      id: 'green-name', type: 'symbol', source, minzoom: 11, filter: both(kind('belt-name'), ['all', ['has', 'n'], ['>=', ['zoom'], ['coalesce', ['get', 'z'], 12]]] as FilterSpecification),
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 500, 'text-field': ['get', 'n'], 'text-font': FONT, 'text-size': 11, 'text-letter-spacing': 0.06, 'text-max-angle': 30 },
      paint: { 'text-color': p.greenText, ...halo },
    },
    {
      id: 'wood-name', type: 'symbol', source, minzoom: 10, filter: both(kind('wood'), ['all', ['has', 'n'], DUE] as FilterSpecification),
      layout: { 'text-field': ['get', 'n'], 'text-font': FONT, 'text-size': 11.5, 'text-letter-spacing': 0.06, 'text-max-width': 6 },
      paint: { 'text-color': p.greenText, ...halo },
    },
    {
      id: 'bridge-name', type: 'symbol', source, minzoom: 12.4, filter: kind('bridge'),
      layout: { 'symbol-placement': 'line-center', 'text-field': ['get', 'n'], 'text-font': FONT, 'text-size': byZoom(12, 9.5, 16, 13), 'text-offset': [0, 1.1] },
      paint: { 'text-color': p.waterText, 'text-halo-color': p.water, 'text-halo-width': 1.2 },
    },
    {
      id: 'veedel-name', type: 'symbol', source, minzoom: 12.1, filter: kind('veedel'),
      layout: { 'text-field': ['get', 'n'], 'text-font': FONT, 'text-size': byZoom(12, 11, 16, 16), 'text-padding': 6 },
      paint: { 'text-color': p.label, ...halo },
    },
    {
      id: 'landmark', type: 'symbol', source, filter: both(kind('landmark'), DUE),
      layout: {
        'icon-image': ['concat', 'landmark:', ['get', 'i']], 'icon-allow-overlap': true, 'icon-padding': 0,
        'text-field': ['get', 'n'], 'text-font': FONT_MEDIUM, 'text-size': 11, 'text-anchor': 'top', 'text-offset': [0, 0.95], 'text-optional': true,
      },
      paint: { 'text-color': p.labelStrong, ...halo },
    },
    {
      id: 'town-name', type: 'symbol', source, filter: kind('town'),
      layout: { 'text-field': ['get', 'n'], 'text-font': FONT, 'text-size': byZoom(9, 11, 14, 15) },
      paint: { 'text-color': p.label, ...halo },
    },
    {
      id: 'bezirk-name', type: 'symbol', source, minzoom: 9, maxzoom: 14.5, filter: kind('bezirk'),
      layout: { 'text-field': ['get', 'n'], 'text-font': FONT_BOLD, 'text-size': byZoom(9, 11, 13, 16), 'text-letter-spacing': 0.08, 'text-transform': 'uppercase', 'text-padding': 2 },
      paint: { 'text-color': p.labelStrong, ...halo, 'text-opacity': ['interpolate', ['linear'], ['zoom'], 13, 0.9, 14.5, 0.35] },
    },
  ];
}
