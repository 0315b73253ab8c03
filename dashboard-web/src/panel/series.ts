import { fetchSeries } from '../api/client';
import type { Bucket, RawItem, Result } from '../api/contract';
import type { Datastream } from '../live/city';

export const HISTORY_MS = 86_400_000;

/** Times in seconds since 1970 (as uPlot counts) and values; null is a gap. */
export interface Series {
  times: number[];
  values: (number | null)[];
  /** For states, which have no axis: what was said when. */
  states: { at: number; result: Result }[];
}

/** Dense datastreams come as quarter-hour means, sparse ones as they were measured. */
export function bucketFor(intervalS: number): string | undefined {
  return intervalS < 240 ? 'PT15M' : undefined;
}

export async function loadHistory(stream: Datastream, now: number, signal: AbortSignal): Promise<Series> {
  const interval = stream.resultType === 'number' ? bucketFor(stream.intervalS) : undefined;
  const series = await fetchSeries(stream.id, {
    start: new Date(now - HISTORY_MS),
    end: new Date(now),
    signal,
    ...(interval ? { interval } : {}),
  });
  const points = interval
    ? (series.items as Bucket[]).map((bucket) => ({ at: Date.parse(bucket.start) + 450_000, result: bucket.avg }))
    : (series.items as RawItem[]).map((item) => ({ at: Date.parse(item.t), result: item.v }));
  return toSeries(points, interval ? 900 : stream.intervalS);
}

/** Puts a gap wherever more than two and a half intervals are missing: a line there would be a lie. */
export function toSeries(points: { at: number; result: Result }[], intervalS: number): Series {
  const series: Series = { times: [], values: [], states: [] };
  let last: number | null = null;
  for (const { at, result } of points) {
    if (!Number.isFinite(at)) continue;
    if (last !== null && at - last > 2500 * intervalS) {
      series.times.push((last + at) / 2000);
      series.values.push(null);
    }
    series.times.push(at / 1000);
    series.values.push(typeof result === 'number' ? result : typeof result === 'boolean' ? Number(result) : null);
    if (typeof result === 'string') series.states.push({ at, result });
    last = at;
  }
  return series;
}

export interface Summary {
  latest: number;
  min: number;
  max: number;
  trend: 'up' | 'down' | 'flat';
}

/** In words for those who do not see the curve; the trend compares the last two hours with the two before. */
export function summarize(series: Series): Summary | null {
  const points = series.values
    .map((value, index) => ({ value, at: series.times[index]! }))
    .filter((point): point is { value: number; at: number } => point.value !== null);
  const latest = points.at(-1);
  if (!latest) return null;
  let min = Infinity;
  let max = -Infinity;
  for (const { value } of points) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = (from: number, to: number) => {
    const part = points.filter((point) => latest.at - point.at >= from && latest.at - point.at < to);
    return part.reduce((sum, point) => sum + point.value, 0) / part.length;
  };
  const change = mean(0, 7200) - mean(7200, 14_400);
  const noise = 0.05 * (max - min || 1);
  const trend = !Number.isFinite(change) || Math.abs(change) <= noise ? 'flat' : change > 0 ? 'up' : 'down';
  return { latest: latest.value, min, max, trend };
}
