import { describe, expect, it } from 'vitest';
import { freshnessOf, nextChange } from '../src/live/freshness';

const NOW = 1_800_000_000_000;
const at = (seconds: number) => NOW - seconds * 1000;

describe('freshness', () => {
  it('counts a value as fresh up to two intervals', () => {
    expect(freshnessOf(at(120), 60, NOW)).toBe('fresh');
    expect(freshnessOf(at(121), 60, NOW)).toBe('late');
  });

  it('counts a value as late up to five intervals', () => {
    expect(freshnessOf(at(300), 60, NOW)).toBe('late');
    expect(freshnessOf(at(301), 60, NOW)).toBe('stale');
  });

  it('calls a thing offline after a day, or after five intervals where these are longer', () => {
    expect(freshnessOf(at(86_401), 60, NOW)).toBe('offline');
    expect(freshnessOf(at(3 * 86_400), 86_400, NOW)).toBe('late');
    expect(freshnessOf(at(6 * 86_400), 86_400, NOW)).toBe('offline');
  });

  it('knows what was never heard', () => {
    expect(freshnessOf(null, 60, NOW)).toBe('never');
    expect(nextChange(null, 60, NOW)).toBe(Infinity);
  });

  it('says when it changes next, for every age', () => {
    for (let age = 0; age < 400; age += 7) {
      const change = nextChange(at(age), 60, NOW);
      expect(freshnessOf(at(age), 60, change)).toBe(freshnessOf(at(age), 60, NOW));
      expect(freshnessOf(at(age), 60, change + 1)).not.toBe(freshnessOf(at(age), 60, NOW));
    }
  });
});
