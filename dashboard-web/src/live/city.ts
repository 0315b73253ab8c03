import type {
  LivePositions,
  LiveValues,
  Result,
  WireDatastream,
  WireThingFeature,
  WireThings,
} from '../api/contract';
import { assess, type Assessment } from '../layers/assess';
import type { ServerClock } from './clock';
import { DEFAULT_INTERVAL_S } from './freshness';
import { isThemeId, type ThemeId } from '../layers/themes';

export interface Datastream {
  readonly id: number;
  readonly property: string;
  readonly title: { de: string; en: string };
  readonly unit: string;
  readonly resultType: string;
  readonly intervalS: number;
  readonly averagingS: number | null;
  readonly timeMarks: string | null;
  result: Result;
  /** Phenomenon time, milliseconds since 1970; null when nothing ever came. */
  at: number | null;
}

export interface Thing {
  /** Small number for the map's feature ids; stable while the page lives. */
  readonly num: number;
  readonly id: string;
  name: string;
  theme: ThemeId;
  owner: string;
  licence: string;
  visibility: string;
  moving: boolean;
  lon: number | null;
  lat: number | null;
  /** Last reported position of a moving thing, milliseconds since 1970. */
  positionAt: number | null;
  streams: Datastream[];
}

/** What changed since the listener was last told; at most one call per animation frame. */
export interface Change {
  /** Things came, went or were renamed: read everything again. */
  inventory: boolean;
  values: ReadonlySet<Thing>;
  moved: ReadonlySet<Thing>;
}

interface Held {
  v: Result;
  t: number;
}

/**
 * Everything known about the city, and its one writer. Values land in place, so that a hidden tab
 * or a slow frame costs nothing: only the latest one is there when somebody looks.
 */
export class City {
  private readonly byId = new Map<string, Thing>();
  private readonly byNum: Thing[] = [];
  private readonly streams = new Map<number, { stream: Datastream; thing: Thing }>();
  private readonly assessments = new Map<Thing, Assessment>();
  private readonly listeners = new Set<(change: Change) => void>();
  private readonly held = new Map<number, Held>();
  private readonly unknown = new Map<number, Held>();
  private dirty = new Set<Thing>();
  private moved = new Set<Thing>();
  private inventory = false;
  private frame = 0;
  private pausedNow = false;

  /** Called when values came for datastreams nobody has told us about. */
  onUnknown: () => void = () => {};

  constructor(private readonly clock: ServerClock) {}

  get things(): readonly Thing[] {
    return this.byNum;
  }

  find(id: string): Thing | undefined {
    return this.byId.get(id);
  }

  thing(num: number): Thing | undefined {
    return this.byNum[num];
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What the thing's values mean right now; cached until a value comes or time passes a mark. */
  assessment(thing: Thing): Assessment {
    let known = this.assessments.get(thing);
    if (!known) {
      known = assess(thing, this.clock.now());
      this.assessments.set(thing, known);
    }
    return known;
  }

  load(collection: WireThings): void {
    if (collection.server_time) this.clock.set(collection.server_time);
    for (const feature of collection.features) this.put(feature);
    for (const [id, held] of this.unknown) this.write(id, held.v, held.t);
    this.unknown.clear();
    this.inventory = true;
    this.schedule();
  }

  apply(values: LiveValues): void {
    for (let i = 0; i < values.ids.length; i++) {
      const id = values.ids[i]!;
      const v = values.v[i] ?? null;
      const t = values.t[i]!;
      if (this.pausedNow) this.held.set(id, { v, t });
      else this.write(id, v, t);
    }
    this.schedule();
  }

  move(positions: LivePositions): void {
    if (this.pausedNow) return; // the next position comes soon enough
    for (let i = 0; i < positions.things.length; i++) {
      const thing = this.byId.get(positions.things[i]!);
      if (!thing) {
        this.onUnknown();
        continue;
      }
      thing.lon = positions.lon[i]!;
      thing.lat = positions.lat[i]!;
      thing.positionAt = positions.t[i]!;
      this.assessments.delete(thing);
      this.moved.add(thing);
    }
    this.schedule();
  }

  get paused(): boolean {
    return this.pausedNow;
  }

  /** While paused nothing on the screen moves (WCAG 2.2.2); the latest values wait. */
  set paused(paused: boolean) {
    this.pausedNow = paused;
    if (paused) return;
    for (const [id, held] of this.held) this.write(id, held.v, held.t);
    this.held.clear();
    this.schedule();
  }

  /** Lets time pass: values that have become late, stale or offline since are told. */
  tick(): void {
    const now = this.clock.now();
    for (const [thing, known] of this.assessments) {
      if (now < known.validUntil) continue;
      this.assessments.delete(thing);
      this.dirty.add(thing);
    }
    if (this.dirty.size > 0) this.schedule();
  }

  private put(feature: WireThingFeature): void {
    const wire = feature.properties;
    if (!isThemeId(wire.theme)) return;
    const point = feature.geometry?.coordinates;
    const streams = wire.datastreams.map(toDatastream);
    const known = this.byId.get(wire.id);
    const thing: Thing = known ?? {
      num: this.byNum.length,
      id: wire.id,
      name: wire.name,
      theme: wire.theme,
      owner: '',
      licence: '',
      visibility: '',
      moving: false,
      lon: null,
      lat: null,
      positionAt: null,
      streams,
    };
    thing.name = wire.name;
    thing.theme = wire.theme;
    thing.owner = wire.owner ?? '';
    thing.licence = wire.licence ?? '';
    thing.visibility = wire.visibility ?? '';
    thing.moving = wire.moving === true;
    // The inventory does not say when a vehicle was where it is; the answer's own time is the best guess.
    if (thing.moving && point) thing.positionAt ??= this.clock.now();
    thing.lon = point?.[0] ?? thing.lon;
    thing.lat = point?.[1] ?? thing.lat;
    thing.streams = known ? merge(known.streams, streams) : streams;
    if (!known) {
      this.byId.set(thing.id, thing);
      this.byNum.push(thing);
    }
    for (const stream of thing.streams) this.streams.set(stream.id, { stream, thing });
    this.assessments.delete(thing);
  }

  private write(id: number, v: Result, t: number): void {
    const entry = this.streams.get(id);
    if (!entry) {
      this.unknown.set(id, { v, t });
      this.onUnknown();
      return;
    }
    // A late or repeated older value is history, not news; the same time again is a correction.
    if (entry.stream.at !== null && t < entry.stream.at) return;
    entry.stream.result = v;
    entry.stream.at = t;
    this.assessments.delete(entry.thing);
    this.dirty.add(entry.thing);
  }

  private schedule(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const change: Change = { inventory: this.inventory, values: this.dirty, moved: this.moved };
      this.dirty = new Set();
      this.moved = new Set();
      this.inventory = false;
      if (!change.inventory && change.values.size === 0 && change.moved.size === 0) return;
      for (const listener of this.listeners) listener(change);
    });
  }
}

function toDatastream(wire: WireDatastream): Datastream {
  const at = wire.phenomenon_time === null ? NaN : Date.parse(wire.phenomenon_time);
  return {
    id: wire.id,
    property: wire.property,
    title: { de: wire.title_de ?? wire.property, en: wire.title_en ?? wire.title_de ?? wire.property },
    unit: wire.unit ?? '',
    resultType: wire.result_type ?? 'number',
    intervalS: wire.expected_interval_s ?? DEFAULT_INTERVAL_S,
    averagingS: wire.averaging_period_s ?? null,
    timeMarks: wire.time_marks ?? null,
    result: wire.result,
    at: Number.isFinite(at) ? at : null,
  };
}

/** A reloaded inventory may be older than what the stream has already said. */
function merge(known: Datastream[], loaded: Datastream[]): Datastream[] {
  return loaded.map((stream) => {
    const before = known.find((candidate) => candidate.id === stream.id);
    if (before && before.at !== null && (stream.at === null || before.at > stream.at)) {
      stream.result = before.result;
      stream.at = before.at;
    }
    return stream;
  });
}
