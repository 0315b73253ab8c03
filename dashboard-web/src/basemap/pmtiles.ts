import { addProtocol, type SourceSpecification } from 'maplibre-gl';
import { PMTiles, Protocol, TileType } from 'pmtiles';
import type { Basemap } from '../api/contract';
import { GIVEN, GroundError, partOf, reasonOf, type Ground, type LoadedGround } from './ground';
import { isProtomaps, protomapsLayers } from './protomaps';
import { matterOf, ownStyle, shapeLayers } from './shapes';

const SOURCE = `${GIVEN}tiles`;
const RASTER: readonly TileType[] = [TileType.Png, TileType.Jpeg, TileType.Webp, TileType.Avif];

let protocol: Protocol | null = null;

/** From now on the map understands `pmtiles://` addresses. */
export function speakPmtiles(): Protocol {
  if (!protocol) {
    protocol = new Protocol({ metadata: true });
    addProtocol('pmtiles', protocol.tile);
  }
  return protocol;
}

/** What an archive says of itself, as far as drawing needs it. */
export interface Archive {
  tiles: 'vector' | 'raster';
  /** Names of the vector layers. */
  layers: string[];
  attribution: string | null;
  minzoom: number;
  maxzoom: number;
  /** West, south, east, north in degrees; null where the archive says nothing useful. */
  bounds: [number, number, number, number] | null;
}

/** One PMTiles file, read in parts. */
export async function loadPmtiles(basemap: Extract<Basemap, { kind: 'pmtiles' }>): Promise<LoadedGround> {
  const url = new URL(basemap.url, document.baseURI).href;
  try {
    const file = new PMTiles(url);
    speakPmtiles().add(file);
    const archive = await read(file);
    return { ground: archiveGround(archive, url, basemap.attribution ?? archive.attribution), problems: [] };
  } catch (error) {
    throw new GroundError({ part: partOf(url), reason: reasonOf(error) });
  }
}

async function read(file: PMTiles): Promise<Archive> {
  const header = await file.getHeader();
  const metadata = (await file.getMetadata()) as { attribution?: unknown; vector_layers?: { id?: unknown }[] } | null;
  const raster = RASTER.includes(header.tileType);
  if (!raster && header.tileType !== TileType.Mvt) throw new Error(`tiles of type ${header.tileType} cannot be drawn`);
  const layers = (metadata?.vector_layers ?? []).map(({ id }) => id).filter((id) => typeof id === 'string');
  if (!raster && layers.length === 0) throw new Error('its metadata names no "vector_layers"');
  const { minLon, minLat, maxLon, maxLat } = header;
  return {
    tiles: raster ? 'raster' : 'vector',
    layers,
    attribution: typeof metadata?.attribution === 'string' ? metadata.attribution : null,
    minzoom: header.minZoom,
    maxzoom: header.maxZoom,
    bounds: minLon < maxLon && minLat < maxLat ? [minLon, minLat, maxLon, maxLat] : null,
  };
}

/** Protomaps' own schema is drawn street by street, any other by the names of its layers. */
export function archiveGround(archive: Archive, url: string, attribution: string | null): Ground {
  const source = {
    type: archive.tiles,
    tiles: [`pmtiles://${url}/{z}/{x}/{y}`],
    minzoom: archive.minzoom,
    maxzoom: archive.maxzoom,
    ...(archive.tiles === 'raster' ? { tileSize: 256 } : {}),
    ...(archive.bounds ? { bounds: archive.bounds } : {}),
    ...(attribution === null ? {} : { attribution }),
  } as SourceSpecification;
  const sources = { [SOURCE]: source };
  if (archive.tiles === 'raster') {
    return { style: (palette) => ownStyle(palette, sources, [{ id: `${GIVEN}tiles`, type: 'raster', source: SOURCE, paint: { 'raster-fade-duration': 0 } }]) };
  }
  if (isProtomaps(archive.layers)) return { style: (palette) => ownStyle(palette, sources, protomapsLayers(SOURCE, palette)) };
  const shapes = archive.layers.map((name) => ({ name, matter: matterOf(name), source: SOURCE, sourceLayer: name }));
  return { style: (palette) => ownStyle(palette, sources, shapeLayers(shapes, palette)) };
}
