import type { AttributionControl, ErrorEvent, Map as MapLibreMap, MapSourceDataEvent, StyleSpecification } from 'maplibre-gl';
import type { Basemap } from '../api/contract';
import { GIVEN, GroundError, loadGround, partOf, reasonOf, type Ground, type GroundProblem as Missing } from '../basemap/ground';
import { sketchStyle } from '../basemap/style';
import { t } from '../i18n/i18n';
import type { Palette } from '../theme/palette';

/** What of the given base map failed, and whether the sketch is shown instead of it. */
export interface GroundProblem extends Missing {
  sketch: boolean;
}

const SKETCH: Ground = { style: sketchStyle };

/**
 * What lies under the sensors. The sketch is there at once; what the city has given takes its place
 * when it has arrived, and gives it back when none of it can be drawn.
 */
export class GroundStage {
  private ground = SKETCH;
  /** Whether the style now on its way to the map has been taken. */
  private taken = true;
  private readonly told = new Set<string>();
  private readonly arrived = new Set<string>();
  private readonly failed = new Map<string, Missing>();

  constructor(
    private readonly map: MapLibreMap,
    private readonly attribution: AttributionControl,
    private palette: Palette,
    private readonly on: { exchange(): void; failed(problem: GroundProblem): void },
  ) {
    map.on('style.load', () => (this.taken = true));
    map.on('sourcedata', (event) => this.came(event));
    map.on('error', (event) => this.complained(event));
    this.relabel();
  }

  /** Before any server has answered. */
  static first(palette: Palette): StyleSpecification {
    return sketchStyle(palette);
  }

  async use(basemap: Basemap): Promise<void> {
    if (basemap.kind === 'builtin') return;
    try {
      const { ground, problems } = await loadGround(basemap);
      this.ground = ground;
      this.exchange();
      for (const problem of problems) this.tell(problem, false);
    } catch (error) {
      this.tell(error instanceof GroundError ? error.problem : { part: basemap.kind, reason: reasonOf(error) }, true);
    }
  }

  paint(palette: Palette): void {
    this.palette = palette;
    this.exchange();
  }

  /** Ours in the reader's language; what is given brings its own along. */
  relabel(): void {
    this.attribution.options.customAttribution = this.ground === SKETCH ? t('map.sketch') : '';
    // Like nothing that is ever shown: the control passes over what it believes to show already, and
    // would leave our name under a map that brings none.
    this.attribution._attribHTML = '\0';
    this.attribution._updateAttributions();
  }

  private exchange(): void {
    this.on.exchange();
    this.taken = false;
    this.map.setStyle(this.ground.style(this.palette), { diff: false });
    this.relabel();
  }

  private giveUp(problem: Missing): void {
    this.ground = SKETCH;
    this.exchange();
    this.tell(problem, true);
  }

  private came(event: MapSourceDataEvent): void {
    if (event.sourceId.startsWith(GIVEN) && event.tile) this.arrived.add(event.sourceId);
  }

  private complained(event: ErrorEvent & { sourceId?: string }): void {
    const reason = reasonOf(event.error);
    console.warn('map:', reason);
    if (this.ground === SKETCH) return;
    if (event.sourceId?.startsWith(GIVEN)) {
      this.sourceFailed(event.sourceId, reason);
    } else if (!this.taken) {
      // MapLibre refuses a style that is not valid and shows nothing at all.
      this.giveUp({ part: 'style.json', reason });
    }
  }

  private sourceFailed(id: string, reason: string): void {
    if (this.failed.has(id)) return;
    const source = this.ground.style(this.palette).sources[id];
    const problem = { part: partOfSource(id, source), reason };
    this.failed.set(id, problem);
    // Some of its tiles may still come; what is drawn when all have been asked for is known then.
    void this.map.once('idle').then(() => {
      if (this.ground === SKETCH) return;
      const sources = Object.keys(this.ground.style(this.palette).sources);
      if (sources.every((other) => this.failed.has(other) && !this.arrived.has(other))) this.giveUp(problem);
      else this.tell(problem, false);
    });
  }

  private tell(problem: Missing, sketch: boolean): void {
    if (this.told.has(problem.part)) return;
    this.told.add(problem.part);
    this.on.failed({ ...problem, sketch });
  }
}

function partOfSource(id: string, source: unknown): string {
  const { url, tiles, data } = (source ?? {}) as { url?: unknown; tiles?: unknown[]; data?: unknown };
  const address = [url, tiles?.[0], data].find((candidate) => typeof candidate === 'string');
  if (address === undefined) return id.slice(GIVEN.length);
  return partOf(address.replace(/^pmtiles:\/\//, '').replace(/\/\{z\}.*$/, ''));
}
