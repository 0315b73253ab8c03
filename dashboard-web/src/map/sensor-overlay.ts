import type { Feature, Point } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import { THEME_IDS, type ThemeId } from '../layers/themes';
import type { Change, City, Thing } from '../live/city';
import type { Palette } from '../theme/palette';
import { pillName } from './images';
import { LiveSource } from './live-source';
import { lookOf, markerText, STALE_LEVEL, type Look } from './look';
import { CLUSTER_END, GATHERED, MOVING, SELECTION, sensorLayers, sensorSources, stationSource, VALUES } from './sensor-layers';

/** More numbers than this do not fit on a screen; the markers below them stay. */
const MOST_VALUES = 300;

/** Cluster membership counts may lag a little: the worker has to gather again each time. */
const GATHER_EVERY_MS = 1_000;
const VALUES_EVERY_MS = 250;
const MOVE_EVERY_MS = 1_000;

export interface OverlayOptions {
  palette: Palette;
  layers: ReadonlySet<ThemeId>;
  selected: string | null;
  scale: number;
}

/**
 * Draws the city's things on a map and keeps them true. Stations have static geometry and follow
 * by feature-state; clusters, numbers and moving things follow by differences.
 */
export class SensorOverlay {
  private readonly gathered: LiveSource;
  private readonly values: LiveSource;
  private readonly moving: LiveSource;
  private readonly selection: LiveSource;
  private readonly looks = new Map<Thing, Look>();
  private readonly valued = new Set<Thing>();
  private ready = false;

  constructor(
    private readonly map: MapLibreMap,
    private readonly city: City,
    private options: OverlayOptions,
  ) {
    const live = (id: string, everyMs: number) =>
      new LiveSource(() => (this.ready ? map.getSource<GeoJSONSource>(id) : undefined), everyMs);
    this.gathered = live(GATHERED, GATHER_EVERY_MS);
    this.values = live(VALUES, VALUES_EVERY_MS);
    this.moving = live(MOVING, MOVE_EVERY_MS);
    this.selection = live(SELECTION, 0);
    map.on('moveend', () => this.chooseValues());
    map.on('sourcedata', (event) => {
      if (event.sourceId === GATHERED && event.isSourceLoaded && this.gathers()) this.chooseValuesSoon();
    });
  }

  /** After every (re)load of the style: the map has forgotten everything. */
  mount(options: OverlayOptions): void {
    this.options = options;
    for (const [id, source] of Object.entries(sensorSources(options.scale))) {
      if (!this.map.getSource(id)) this.map.addSource(id, source);
    }
    for (const layer of sensorLayers(options.palette, options.scale, options.layers)) {
      if (!this.map.getLayer(layer.id)) this.map.addLayer(layer);
    }
    this.ready = true;
    for (const source of [this.gathered, this.values, this.moving, this.selection]) source.reset();
    this.looks.clear();
    this.inventory();
    this.select(options.selected);
  }

  unmount(): void {
    this.ready = false;
  }

  update(change: Change): void {
    if (!this.ready) return;
    if (change.inventory) return this.inventory();
    for (const thing of change.values) this.refresh(thing);
    for (const thing of change.moved) this.refresh(thing);
    if (change.moved.size > 0 && this.options.selected !== null) this.select(this.options.selected);
  }

  show(layers: ReadonlySet<ThemeId>): void {
    this.options = { ...this.options, layers };
    if (!this.ready) return;
    for (const theme of THEME_IDS) {
      const visibility = layers.has(theme) ? 'visible' : 'none';
      this.map.setLayoutProperty(stationSource(theme), 'visibility', visibility);
      this.map.setLayoutProperty(`${stationSource(theme)}-glyph`, 'visibility', visibility);
    }
    const located = this.located();
    this.gathered.replace(located.filter((thing) => !thing.moving).map((thing) => this.point(thing)));
    this.moving.replace(located.filter((thing) => thing.moving).map((thing) => this.point(thing)));
    this.chooseValues();
  }

  select(id: string | null): void {
    this.options = { ...this.options, selected: id };
    const thing = id === null ? undefined : this.city.find(id);
    this.selection.replace(thing && thing.lon !== null ? [{ ...this.point(thing), properties: {} }] : []);
    this.chooseValues();
  }

  /** Visible things in the current view, for the keyboard: north to south, west to east. */
  inView(): Thing[] {
    const bounds = this.map.getBounds();
    return this.located()
      .filter((thing) => bounds.contains([thing.lon!, thing.lat!]))
      .sort((a, b) => Math.round((b.lat! - a.lat!) * 200) || a.lon! - b.lon!);
  }

  thing(num: number): Thing | undefined {
    return this.city.thing(num);
  }

  /** How many visible things have a look on the map now; for tests. */
  get drawn(): number {
    return this.located().length;
  }

  private located(): Thing[] {
    return this.city.things.filter((thing) => thing.lon !== null && thing.lat !== null && this.options.layers.has(thing.theme));
  }

  private inventory(): void {
    for (const theme of THEME_IDS) {
      const features = this.city.things
        .filter((thing) => thing.theme === theme && !thing.moving && thing.lon !== null)
        .map((thing): Feature<Point> => ({ ...geometry(thing), id: thing.num, properties: {} }));
      const source = this.map.getSource<GeoJSONSource>(stationSource(theme));
      void source?.setData({ type: 'FeatureCollection', features });
    }
    for (const thing of this.city.things) this.refresh(thing, true);
    this.show(this.options.layers);
  }

  private refresh(thing: Thing, force = false): void {
    if (thing.lon === null || thing.lat === null) return;
    const look = lookOf(thing, this.city.assessment(thing), this.options.palette);
    const before = this.looks.get(thing);
    const visible = this.options.layers.has(thing.theme);
    this.looks.set(thing, look);
    if (thing.moving) {
      if (visible) this.moving.put(this.point(thing));
      return;
    }
    if (force || !before || !sameLook(before, look)) {
      this.map.setFeatureState(
        { source: stationSource(thing.theme), id: thing.num },
        { fill: look.fill, ink: look.ink, stroke: look.stroke, weight: look.weight },
      );
      if (visible && !force) this.gathered.put(this.point(thing));
    }
    if (this.valued.has(thing)) {
      const feature = this.value(thing);
      if (feature) this.values.put(feature);
      else this.values.remove(thing.num);
    }
  }

  private gathers(): boolean {
    return this.map.getZoom() < CLUSTER_END;
  }

  private soon = 0;

  private chooseValuesSoon(): void {
    clearTimeout(this.soon);
    this.soon = window.setTimeout(() => this.chooseValues(), 60);
  }

  /** Which things in view get a number: those not inside a cluster, the most telling ones first. */
  private chooseValues(): void {
    if (!this.ready) return;
    const bounds = this.map.getBounds();
    let candidates: Thing[];
    if (this.gathers()) {
      candidates = this.map
        .queryRenderedFeatures({ layers: ['single'] })
        .map((feature) => this.city.thing(feature.id as number))
        .filter((thing): thing is Thing => thing !== undefined && this.options.layers.has(thing.theme));
    } else {
      candidates = this.located().filter((thing) => !thing.moving && bounds.contains([thing.lon!, thing.lat!]));
    }
    const selected = this.options.selected === null ? undefined : this.city.find(this.options.selected);
    if (selected && selected.lon !== null && this.options.layers.has(selected.theme)) candidates.unshift(selected);
    const chosen = [...new Set(candidates)]
      .sort((a, b) => this.order(a) - this.order(b))
      .slice(0, MOST_VALUES);
    this.valued.clear();
    const features: Feature[] = [];
    for (const thing of chosen) {
      this.valued.add(thing);
      const feature = this.value(thing);
      if (feature) features.push(feature);
    }
    this.values.replace(features);
  }

  /** Low is placed first: the selected one, then the worst classes, then the rest, stale ones last. */
  private order(thing: Thing): number {
    if (thing.id === this.options.selected) return -10;
    const level = this.looks.get(thing)?.level ?? 0;
    return level === STALE_LEVEL ? 10 : -level;
  }

  private value(thing: Thing): Feature<Point> | null {
    const assessment = this.city.assessment(thing);
    const text = markerText(thing, assessment);
    if (text === null) return null;
    const { palette, scale } = this.options;
    const look = lookOf(thing, assessment, palette);
    return {
      ...geometry(thing),
      id: thing.num,
      properties: {
        text,
        name: thing.name,
        pill: pillName(thing.theme, look.badge, look.fill, look.ink, scale),
        textColor: look.badge === 'stale' ? palette.mutedInk : palette.ink,
        order: this.order(thing),
      },
    };
  }

  private point(thing: Thing): Feature<Point> {
    const look = this.looks.get(thing) ?? lookOf(thing, this.city.assessment(thing), this.options.palette);
    return {
      ...geometry(thing),
      id: thing.num,
      properties: { theme: thing.theme, fill: look.fill, ink: look.ink, stroke: look.stroke, weight: look.weight, level: look.level },
    };
  }
}

function geometry(thing: Thing): Feature<Point> {
  return {
    type: 'Feature',
    properties: {},
    geometry: { type: 'Point', coordinates: [round(thing.lon!), round(thing.lat!)] },
  };
}

/** Six decimals are ten centimetres. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

function sameLook(a: Look, b: Look): boolean {
  return a.fill === b.fill && a.ink === b.ink && a.stroke === b.stroke && a.weight === b.weight && a.level === b.level;
}
