/** How much a value may still be called current, against the interval its datastream promised. */
export type Freshness = 'fresh' | 'late' | 'stale' | 'offline' | 'never';

export const FRESHNESS_ORDER: readonly Freshness[] = ['fresh', 'late', 'stale', 'offline', 'never'];

const DAY_MS = 86_400_000;

/** Where nothing was promised: ten minutes. */
export const DEFAULT_INTERVAL_S = 600;

/**
 * With interval i and age a: fresh a ≤ 2i, late a ≤ 5i, stale above, offline above 24 h (or 5i, if
 * that is longer). The same rule as the server's, because it has to go on while the server is away.
 */
export function freshnessOf(at: number | null, intervalS: number, now: number): Freshness {
  if (at === null) return 'never';
  const age = now - at;
  const interval = intervalS * 1000;
  if (age > Math.max(DAY_MS, 5 * interval)) return 'offline';
  if (age > 5 * interval) return 'stale';
  return age > 2 * interval ? 'late' : 'fresh';
}

/** When the answer of {@link freshnessOf} changes next if nothing more comes; Infinity when never. */
export function nextChange(at: number | null, intervalS: number, now: number): number {
  if (at === null) return Infinity;
  const interval = intervalS * 1000;
  const marks = [at + 2 * interval, at + 5 * interval, at + Math.max(DAY_MS, 5 * interval)];
  return marks.find((mark) => mark >= now) ?? Infinity;
}

/** Fresh and late values count as live: they are shown with their class colour. */
export function isLive(freshness: Freshness): boolean {
  return freshness === 'fresh' || freshness === 'late';
}
