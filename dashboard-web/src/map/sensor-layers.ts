/** Sources and layers of everything that is measured, drawn above any base map. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { FONT_BOLD, FONT_MEDIUM } from '../basemap/style';
import { THEME_IDS, type ThemeId } from '../layers/themes';
import type { Palette } from '../theme/palette';
import { PILL } from './images';

/** Below this zoom sensors are gathered in clusters, from it on every one stands for itself. */
export const CLUSTER_END = 12;

export const GATHERED = 'gathered';
export const VALUES = 'values';
export const MOVING = 'moving';
export const SELECTION = 'selection';

export function stationSource(theme: ThemeId): string {
  return `station-${theme}`;
}

/** Layers that answer a click with a thing, topmost first. */
export const CLICKABLE = [
  'value',
  'moving',
  'single',
  ...THEME_IDS.map((theme) => `station-${theme}`),
];

const EMPTY = { type: 'FeatureCollection', features: [] } as const;

function count(level: number): [string, unknown] {
  return ['+', ['case', ['==', ['get', 'level'], level], 1, 0]];
}

export function sensorSources(scale: number): Record<string, SourceSpecification> {
  const sources: Record<string, SourceSpecification> = {
    [GATHERED]: {
      type: 'geojson',
      data: EMPTY as never,
      cluster: true,
      clusterMaxZoom: CLUSTER_END - 1,
      clusterRadius: 46 * scale,
      clusterMinPoints: 3,
      clusterProperties: { l0: count(0), l1: count(1), l2: count(2), l3: count(3), l4: count(4), l5: count(5) },
    },
    [VALUES]: { type: 'geojson', data: EMPTY as never, maxzoom: 14, buffer: 64 },
    [MOVING]: { type: 'geojson', data: EMPTY as never, maxzoom: 14 },
    [SELECTION]: { type: 'geojson', data: EMPTY as never },
  };
  for (const theme of THEME_IDS) {
    // Static geometry; what changes is feature-state. Tiles beyond 14 would only cost.
    sources[stationSource(theme)] = { type: 'geojson', data: EMPTY as never, maxzoom: 14, buffer: 32 };
  }
  return sources;
}

type Expression = ExpressionSpecification;

const RADIUS = (scale: number): Expression =>
  ['interpolate', ['linear'], ['zoom'], 9, 5 * scale, 12, 8 * scale, 14, 11 * scale, 17, 14 * scale];

function state(name: string, otherwise: string | number): Expression {
  return ['coalesce', ['feature-state', name], otherwise] as Expression;
}

export function sensorLayers(palette: Palette, scale: number, visible: ReadonlySet<ThemeId>): LayerSpecification[] {
  const layers: LayerSpecification[] = [...selectionLayers(palette, scale)];
  for (const theme of THEME_IDS) layers.push(...stationLayers(theme, palette, scale, visible.has(theme)));
  layers.push(...movingLayers(scale), ...gatheredLayers(palette, scale), ...valueLayers(palette, scale));
  return layers;
}

function stationLayers(theme: ThemeId, palette: Palette, scale: number, visible: boolean): LayerSpecification[] {
  const source = stationSource(theme);
  const visibility = visible ? 'visible' : 'none';
  return [
    {
      id: source, type: 'circle', source, minzoom: CLUSTER_END, layout: { visibility },
      paint: {
        'circle-radius': RADIUS(scale),
        'circle-color': state('fill', palette.paper),
        'circle-stroke-color': state('stroke', palette.staleStroke),
        'circle-stroke-width': state('weight', 1.2),
      },
    },
    {
      id: `${source}-glyph`, type: 'symbol', source, minzoom: CLUSTER_END,
      layout: {
        visibility, 'icon-image': `glyph:${theme}`, 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 12, 0.5 * scale, 14, 0.68 * scale, 17, 0.85 * scale],
      },
      paint: { 'icon-color': state('ink', palette.staleStroke) },
    },
  ];
}

function movingLayers(scale: number): LayerSpecification[] {
  return [
    {
      id: 'moving', type: 'circle', source: MOVING,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 2 * scale, 12, 3.6 * scale, 15, 7 * scale],
        'circle-color': ['get', 'fill'],
        'circle-stroke-color': ['get', 'stroke'],
        'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 10, 0.6, 14, 1.2],
      },
    },
    {
      id: 'moving-glyph', type: 'symbol', source: MOVING, minzoom: 14.5,
      layout: { 'icon-image': ['concat', 'glyph:', ['get', 'theme']], 'icon-size': 0.42 * scale, 'icon-allow-overlap': true, 'icon-ignore-placement': true },
      paint: { 'icon-color': ['get', 'ink'] },
    },
  ];
}

function gatheredLayers(palette: Palette, scale: number): LayerSpecification[] {
  const cluster: FilterSpecification = ['has', 'point_count'];
  const single: FilterSpecification = ['!', ['has', 'point_count']];
  const eighth = (name: string): Expression =>
    ['to-string', ['ceil', ['-', ['/', ['*', 8, ['get', name]], ['get', 'point_count']], 0.35]]] as Expression;
  const size: Expression = ['step', ['get', 'point_count'], '1', 25, '2', 100, '3'];
  return [
    {
      id: 'single', type: 'circle', source: GATHERED, maxzoom: CLUSTER_END, filter: single,
      paint: {
        'circle-radius': RADIUS(scale),
        'circle-color': ['get', 'fill'],
        'circle-stroke-color': ['get', 'stroke'],
        'circle-stroke-width': ['get', 'weight'],
      },
    },
    {
      id: 'single-glyph', type: 'symbol', source: GATHERED, minzoom: 10.5, maxzoom: CLUSTER_END, filter: single,
      layout: { 'icon-image': ['concat', 'glyph:', ['get', 'theme']], 'icon-size': 0.46 * scale, 'icon-allow-overlap': true, 'icon-ignore-placement': true },
      paint: { 'icon-color': ['get', 'ink'] },
    },
    {
      id: 'cluster', type: 'symbol', source: GATHERED, maxzoom: CLUSTER_END, filter: cluster,
      layout: {
        'icon-image': ['concat', 'donut:', eighth('l0'), '.', eighth('l1'), '.', eighth('l2'), '.', eighth('l3'), '.', eighth('l4'), '.', eighth('l5'), ':', size] as Expression,
        'icon-allow-overlap': true,
        'icon-size': scale,
        'text-field': ['to-string', ['get', 'point_count']],
        'text-font': FONT_BOLD,
        'text-size': ['*', scale, ['step', ['get', 'point_count'], 12, 100, 13.5]] as Expression,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.ink },
    },
  ];
}

function valueLayers(palette: Palette, scale: number): LayerSpecification[] {
  const size = 12.5 * scale;
  const shift = ((PILL.text - PILL.height / 2) * scale) / size;
  return [
    // Below the numbers, so that these are placed first.
    {
      id: 'value-name', type: 'symbol', source: VALUES, minzoom: 14.6,
      layout: {
        'text-field': ['get', 'name'], 'text-font': FONT_MEDIUM, 'text-size': 11 * scale,
        'text-anchor': 'top', 'text-offset': [0, 1.9], 'text-padding': 0, 'text-max-width': 11,
      },
      paint: { 'text-color': palette.labelStrong, 'text-halo-color': palette.halo, 'text-halo-width': 1.5 },
    },
    {
      id: 'value', type: 'symbol', source: VALUES,
      layout: {
        'icon-image': ['get', 'pill'],
        'icon-text-fit': 'width',
        'text-field': ['get', 'text'],
        'text-font': FONT_BOLD,
        'text-size': size,
        'text-anchor': 'left',
        'text-offset': [shift, 0],
        'text-max-width': 40,
        'text-padding': 0,
        'icon-padding': 1,
        'symbol-sort-key': ['get', 'order'],
        'symbol-z-order': 'source',
      },
      paint: { 'text-color': ['get', 'textColor'] },
    },
  ];
}

function selectionLayers(palette: Palette, scale: number): LayerSpecification[] {
  return [
    {
      id: 'selection-glow', type: 'circle', source: SELECTION,
      paint: { 'circle-radius': 26 * scale, 'circle-color': palette.accent, 'circle-opacity': 0.16 },
    },
    {
      id: 'selection', type: 'circle', source: SELECTION,
      paint: {
        'circle-radius': 18 * scale, 'circle-color': palette.accent, 'circle-opacity': 0.12,
        'circle-stroke-color': palette.accent, 'circle-stroke-width': 2.5,
      },
    },
  ];
}
