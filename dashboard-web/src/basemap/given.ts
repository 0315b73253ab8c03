import type { GeoJSON } from 'geojson';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Basemap } from '../api/contract';
import type { Palette } from '../theme/palette';

/**
 * Draws a city's own GeoJSON above the sketch: areas tinted, lines thin, points as names. A ground
 * that cannot be read rejects; the sketch below stays.
 */
export async function overlayGround(map: MapLibreMap, basemap: Basemap, palette: Palette): Promise<void> {
  if (basemap.kind !== 'geojson') return;
  const response = await fetch(basemap.url);
  if (!response.ok) throw new Error(`${basemap.url}: ${response.status}`);
  const data = (await response.json()) as GeoJSON;
  if (map.getSource('given')) return;
  map.addSource('given', { type: 'geojson', data });
  const first = map.getStyle().layers.find((layer) => layer.id.startsWith('selection'))?.id;
  map.addLayer(
    {
      id: 'given-line', type: 'line', source: 'given',
      paint: { 'line-color': palette.label, 'line-width': 1, 'line-opacity': 0.6 },
    },
    first,
  );
}
