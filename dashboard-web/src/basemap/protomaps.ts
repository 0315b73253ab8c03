import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../theme/palette';
import { GIVEN } from './ground';
import { FONT, FONT_BOLD, FONT_MEDIUM } from './style';

/** Whether tiles with these layers follow the schema of Protomaps' base map (versions 3 and 4). */
export function isProtomaps(layers: readonly string[]): boolean {
  return ['earth', 'water', 'roads'].every((name) => layers.includes(name));
}

function kind(...names: string[]): FilterSpecification {
  return ['in', ['get', 'kind'], ['literal', names]];
}

function only(...filters: FilterSpecification[]): FilterSpecification {
  return ['all', ...filters] as FilterSpecification;
}

function byZoom(...stops: number[]): ExpressionSpecification {
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as ExpressionSpecification;
}

const AREA: FilterSpecification = ['in', ['geometry-type'], ['literal', ['Polygon', 'MultiPolygon']]];
const LINE: FilterSpecification = ['in', ['geometry-type'], ['literal', ['LineString', 'MultiLineString']]];
const NAMED: FilterSpecification = ['has', 'name'];

/** Version 3 called them medium roads, version 4 counts them among the major or minor ones. */
const MAJOR = ['major_road', 'medium_road'];
const GREEN = ['park', 'grass', 'cemetery', 'golf_course', 'garden', 'meadow', 'recreation_ground', 'village_green', 'allotments', 'zoo', 'playground', 'pitch', 'grassland'];
const WOOD = ['wood', 'forest', 'nature_reserve', 'scrub', 'national_park', 'protected_area'];
const DENSE = ['industrial', 'hospital', 'school', 'university', 'college', 'kindergarten', 'railway', 'commercial', 'military', 'pedestrian', 'urban_area'];
const AIRPORT = ['aerodrome', 'runway', 'taxiway', 'airfield'];

/** Land, water, green, streets, houses and names in the colours of the page. */
export function protomapsLayers(source: string, p: Palette): LayerSpecification[] {
  return [...areas(source, p), ...roads(source, p), ...names(source, p)];
}

function areas(source: string, p: Palette): LayerSpecification[] {
  const fill = (id: string, layer: string, filter: FilterSpecification, color: string): LayerSpecification => ({
    id: GIVEN + id, type: 'fill', source, 'source-layer': layer, filter: only(AREA, filter), paint: { 'fill-color': color },
  });
  const all: FilterSpecification = ['literal', true] as unknown as FilterSpecification;
  return [
    fill('earth', 'earth', all, p.city),
    fill('dense', 'landuse', kind(...DENSE), p.dense),
    fill('green', 'landuse', kind(...GREEN), p.green),
    fill('wood', 'landuse', kind(...WOOD), p.wood),
    fill('airport', 'landuse', kind(...AIRPORT), p.airport),
    fill('water', 'water', all, p.water),
    {
      id: `${GIVEN}water-line`, type: 'line', source, 'source-layer': 'water', filter: LINE,
      paint: { 'line-color': p.water, 'line-width': byZoom(9, 0.6, 14, 2, 18, 9) },
    },
    {
      id: `${GIVEN}buildings`, type: 'fill', source, 'source-layer': 'buildings', minzoom: 13, filter: AREA,
      paint: { 'fill-color': p.dark ? p.dense : p.casing, 'fill-opacity': ['interpolate', ['linear'], ['zoom'], 13, 0, 14.5, 0.8] },
    },
  ];
}

function roads(source: string, p: Palette): LayerSpecification[] {
  const line = (id: string, filter: FilterSpecification, color: string, width: ExpressionSpecification, minzoom = 0): LayerSpecification => ({
    id: GIVEN + id, type: 'line', source, 'source-layer': 'roads', filter, minzoom,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': width },
  });
  return [
    line('path', kind('path'), p.casing, byZoom(13, 0.5, 18, 3), 13.5),
    line('minor-casing', kind('minor_road'), p.casing, byZoom(12, 0.7, 14, 2.2, 18, 17), 12),
    line('major-casing', kind(...MAJOR), p.casing, byZoom(9, 0.8, 12, 2.6, 18, 26), 8),
    line('highway-casing', kind('highway'), p.casing, byZoom(8, 1.2, 12, 4.4, 18, 34)),
    line('rail', kind('rail'), p.rail, byZoom(10, 0.6, 14, 1.8, 18, 4), 10.4),
    line('minor', kind('minor_road'), p.street, byZoom(12, 0.3, 14, 1.3, 18, 14), 12),
    line('major', kind(...MAJOR), p.primary, byZoom(9, 0.4, 12, 1.6, 18, 22), 8),
    line('highway', kind('highway'), p.motorway, byZoom(8, 0.7, 12, 3, 18, 29)),
    {
      id: `${GIVEN}boundaries`, type: 'line', source, 'source-layer': 'boundaries',
      paint: { 'line-color': p.label, 'line-width': 0.9, 'line-opacity': 0.5, 'line-dasharray': [4, 3] },
    },
  ];
}

function names(source: string, p: Palette): LayerSpecification[] {
  const halo = { 'text-halo-color': p.halo, 'text-halo-width': 1.4, 'text-halo-blur': 0.4 };
  const name: ExpressionSpecification = ['to-string', ['get', 'name']];
  const along = (id: string, layer: string, filter: FilterSpecification, color: string, minzoom: number): LayerSpecification => ({
    id: GIVEN + id, type: 'symbol', source, 'source-layer': layer, minzoom, filter: only(NAMED, LINE, filter),
    layout: { 'symbol-placement': 'line', 'symbol-spacing': 420, 'text-field': name, 'text-font': FONT, 'text-size': byZoom(12, 10, 16, 13) },
    paint: { 'text-color': color, ...halo },
  });
  const place = (id: string, filter: FilterSpecification, font: string[], color: string, size: ExpressionSpecification, zooms: { minzoom?: number; maxzoom?: number }): LayerSpecification => ({
    id: GIVEN + id, type: 'symbol', source, 'source-layer': 'places', ...zooms, filter: only(NAMED, filter),
    layout: { 'text-field': name, 'text-font': font, 'text-size': size, 'text-max-width': 8, 'text-padding': 6 },
    paint: { 'text-color': color, ...halo },
  });
  const city: FilterSpecification = ['==', ['get', 'kind_detail'], 'city'];
  return [
    along('river-name', 'water', ['literal', true] as unknown as FilterSpecification, p.waterText, 11),
    along('road-name', 'roads', kind('highway', ...MAJOR, 'minor_road'), p.label, 13),
    {
      id: `${GIVEN}lake-name`, type: 'symbol', source, 'source-layer': 'water', minzoom: 12,
      filter: only(NAMED, ['!', LINE] as FilterSpecification),
      layout: { 'text-field': name, 'text-font': FONT, 'text-size': 11, 'text-max-width': 6 },
      paint: { 'text-color': p.waterText, ...halo },
    },
    place('quarter-name', kind('neighbourhood', 'macrohood'), FONT, p.label, byZoom(11, 10.5, 16, 15), { minzoom: 11 }),
    place('town-name', only(kind('locality'), ['!', city] as FilterSpecification), FONT_MEDIUM, p.labelStrong, byZoom(8, 10.5, 14, 16), {}),
    place('city-name', only(kind('locality'), city), FONT_BOLD, p.labelStrong, byZoom(7, 12, 13, 20), { maxzoom: 14.5 }),
  ];
}
