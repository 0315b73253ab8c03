import type { StyleSpecification } from 'maplibre-gl';
import type { Basemap } from '../api/contract';
import type { Palette } from '../theme/palette';

/** A ground under the sensors, drawn anew for every palette. */
export interface Ground {
  style(palette: Palette): StyleSpecification;
}

/** What of a base map could not be had; `part` is a file, an address or a source's name. */
export interface GroundProblem {
  part: string;
  reason: string;
}

export class GroundError extends Error {
  constructor(readonly problem: GroundProblem) {
    super(`${problem.part}: ${problem.reason}`);
  }
}

export interface LoadedGround {
  ground: Ground;
  /** What is missing in it; the rest is drawn. */
  problems: GroundProblem[];
}

/** Sources of a given map, so that they never meet those of the sensors. */
export const GIVEN = 'given:';

/** What the reader would call it: the file's name, or the whole address of another host. */
export function partOf(url: string): string {
  const address = new URL(url, location.href);
  if (address.origin !== location.origin) return `${address.host}${address.pathname}`;
  return decodeURIComponent(address.pathname.slice(address.pathname.lastIndexOf('/') + 1));
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const TIMEOUT_MS = 30_000;

/** @throws GroundError that names what was asked for */
export async function fetchJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { credentials: 'same-origin', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.json();
  } catch (error) {
    throw new GroundError({ part: partOf(url), reason: reasonOf(error) });
  }
}

/**
 * What the city has given instead of the sketch. Each kind is a chunk of its own: a city without a
 * base map loads none of this.
 *
 * @throws GroundError when nothing of it can be drawn
 */
export async function loadGround(basemap: Exclude<Basemap, { kind: 'builtin' }>): Promise<LoadedGround> {
  switch (basemap.kind) {
    case 'geojson':
      return (await import('./geojson')).loadGeoJson(basemap);
    case 'style':
      return (await import('./style-json')).loadStyle(basemap);
    case 'pmtiles':
      return (await import('./pmtiles')).loadPmtiles(basemap);
  }
}
