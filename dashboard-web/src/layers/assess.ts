import type { Datastream, Thing } from '../live/city';
import { FRESHNESS_ORDER, freshnessOf, isLive, nextChange, type Freshness } from '../live/freshness';
import { classIndex, limitFor, type Level, type Scale, type ScaleClass } from '../scales/scale';
import { theme, type ThemeId } from './themes';

/** What a thing has to say as one marker: the datastream that speaks for it, and how it is judged. */
export interface Assessment {
  stream: Datastream | null;
  freshness: Freshness;
  /** Only for live values: a stale value has no class. */
  classIndex: number | null;
  /** Air only: not all pollutants of the index are measured here. */
  incomplete: boolean;
  /** The class rests on another averaging time than the scale asks for. */
  indicative: boolean;
  validUntil: number;
}

/** GBFS asks for data that is "no more than 5 minutes out-of-date"; late starts before. */
const POSITION_INTERVAL_S = 120;

export function scaleClass(thing: Thing, assessment: Assessment): ScaleClass | null {
  const scale = theme(thing.theme).scale;
  return scale && assessment.classIndex !== null ? (scale.classes[assessment.classIndex] ?? null) : null;
}

export function levelOf(thing: Thing, assessment: Assessment): Level {
  return scaleClass(thing, assessment)?.level ?? 0;
}

export function assess(thing: Thing, now: number): Assessment {
  const validUntil = Math.min(
    ...thing.streams.map((stream) => nextChange(stream.at, stream.intervalS, now)),
    Infinity,
  );
  const leading = leadingStream(thing, now);
  if (thing.moving) return assessVehicle(thing, leading, now);
  const freshness = leading ? freshnessOf(leading.at, leading.intervalS, now) : 'never';
  const quiet = { classIndex: null, incomplete: false, indicative: false, validUntil };
  if (!leading || !isLive(freshness)) return { stream: leading, freshness, ...quiet };
  const scale = theme(thing.theme).scale;
  if (!scale) return { stream: leading, freshness, ...quiet };
  if (thing.theme === 'air') return assessIndex(thing, scale, leading, freshness, now, validUntil);
  const index = thing.theme === 'parking' ? parkingClass(thing, scale, leading) : judge(thing, scale, leading);
  return { stream: leading, freshness, ...quiet, classIndex: index ?? judgeByOther(thing, scale, now) };
}

/** Where the leading number has no class of its own (a flow), a live neighbour's may stand for it (a level). */
function judgeByOther(thing: Thing, scale: Scale, now: number): number | null {
  for (const stream of thing.streams) {
    if (!isLive(freshnessOf(stream.at, stream.intervalS, now))) continue;
    const index = judge(thing, scale, stream);
    if (index !== null) return index;
  }
  return null;
}

/** A vehicle is as fresh as the last thing heard of it: a value or a position. */
function assessVehicle(thing: Thing, leading: Datastream | null, now: number): Assessment {
  const at = Math.max(thing.positionAt ?? -Infinity, leading?.at ?? -Infinity);
  const heard = Number.isFinite(at) ? at : null;
  const intervalS = leading?.intervalS ?? POSITION_INTERVAL_S;
  return {
    stream: leading,
    freshness: freshnessOf(heard, intervalS, now),
    classIndex: null,
    incomplete: false,
    indicative: false,
    validUntil: nextChange(heard, intervalS, now),
  };
}

/** The class of one datastream of the thing on the thing's scale; null where the scale says nothing. */
export function judge(thing: Thing, scale: Scale, stream: Datastream): number | null {
  if (typeof stream.result !== 'number') return null;
  const limit = limitFor(scale, stream.property, stream.unit, `${thing.id} ${thing.name}`);
  return limit ? classIndex(scale, limit, stream.result) : null;
}

/** The worst pollutant that is not stale decides, and speaks for the thing. */
function assessIndex(
  thing: Thing,
  scale: Scale,
  leading: Datastream,
  freshness: Freshness,
  now: number,
  validUntil: number,
): Assessment {
  let deciding: { stream: Datastream; index: number } | null = null;
  const covered = new Set<string>();
  for (const stream of thing.streams) {
    if (!isLive(freshnessOf(stream.at, stream.intervalS, now))) continue;
    const limit = limitFor(scale, stream.property, stream.unit, thing.name);
    const index = judge(thing, scale, stream);
    if (!limit || index === null) continue;
    covered.add(limit.property);
    if (!deciding || index > deciding.index) deciding = { stream, index };
  }
  return {
    stream: deciding?.stream ?? leading,
    freshness: deciding
      ? freshnessOf(deciding.stream.at, deciding.stream.intervalS, now)
      : freshness,
    classIndex: deciding?.index ?? null,
    incomplete: covered.size < scale.limits.length,
    indicative:
      deciding !== null &&
      scale.averagingS !== undefined &&
      deciding.stream.averagingS !== scale.averagingS,
    validUntil,
  };
}

/** By the free share of the capacity; a single space by whether it is taken. */
function parkingClass(thing: Thing, scale: Scale, leading: Datastream): number | null {
  if (leading.property === 'occupied' && typeof leading.result === 'boolean') {
    return leading.result ? 0 : scale.classes.length - 1;
  }
  const capacity = thing.streams.find((stream) => /capacity|total|spaces$/.test(stream.property) && !/free/.test(stream.property));
  if (typeof leading.result !== 'number' || typeof capacity?.result !== 'number') return null;
  if (capacity.result <= 0) return null;
  return classIndex(scale, scale.limits[0]!, (100 * leading.result) / capacity.result);
}

/** The first of the theme's leading properties that is live; else the one that is least old. */
export function leadingStream(thing: Thing, now: number): Datastream | null {
  let best: Datastream | null = null;
  let bestScore = Infinity;
  for (const stream of thing.streams) {
    // Late is as good as fresh here: a marker must not change its subject over a late value.
    const age = Math.max(1, FRESHNESS_ORDER.indexOf(freshnessOf(stream.at, stream.intervalS, now)));
    const score = age * 100 + rank(thing.theme, stream.property);
    if (score < bestScore) {
      best = stream;
      bestScore = score;
    }
  }
  return best;
}

const ranks = new Map<string, number>();

/** Place of a property among those that may speak for a thing of this theme. */
function rank(id: ThemeId, property: string): number {
  const key = `${id} ${property}`;
  let known = ranks.get(key);
  if (known === undefined) {
    const order = theme(id).leading;
    const index = order.findIndex((pattern) => pattern.test(property));
    known = index < 0 ? order.length : index;
    ranks.set(key, known);
  }
  return known;
}
