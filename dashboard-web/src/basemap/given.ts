import type { GeoJSON } from 'geojson';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Basemap } from '../api/contract';
import type { Palette } from '../theme/palette';
import { FONT } from './style';

/**
 * Draws a city's own GeoJSON files above the sketch and below everything measured: areas as thin
 * outlines, lines, names where features have one. What cannot be read rejects; the sketch stays.
 */
export async function overlayGround(map: MapLibreMap, basemap: Basemap, palette: Palette): Promise<void> {
  if (basemap.kind !== 'geojson') return;
  const below = map.getStyle().layers.find((layer) => layer.id.startsWith('selection'))?.id;
  for (const { name, url } of basemap.layers) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    const data = (await response.json()) as GeoJSON;
    const source = `given-${name}`;
    if (map.getSource(source)) continue;
    map.addSource(source, { type: 'geojson', data });
    map.addLayer(
      {
        id: `${source}-line`, type: 'line', source,
        filter: ['!=', ['geometry-type'], 'Point'],
        paint: { 'line-color': palette.label, 'line-width': 1, 'line-opacity': 0.55 },
      },
      below,
    );
    map.addLayer(
      {
        id: `${source}-name`, type: 'symbol', source, minzoom: 11,
        filter: ['has', 'name'],
        layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11 },
        paint: { 'text-color': palette.label, 'text-halo-color': palette.halo, 'text-halo-width': 1.2 },
      },
      below,
    );
  }
}
