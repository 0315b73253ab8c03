import { describe, expect, it } from 'vitest';
import { summarize, toSeries } from '../src/panel/series';

const minute = 60_000;

describe('a day of values', () => {
  it('keeps gaps as gaps', () => {
    const series = toSeries([{ at: 0, result: 1 }, { at: minute, result: 2 }, { at: 10 * minute, result: 3 }], 60);
    expect(series.values).toEqual([1, 2, null, 3]);
  });

  it('does not turn a missing value into zero', () => {
    expect(toSeries([{ at: 0, result: null }], 60).values).toEqual([null]);
  });

  it('is summed up in words', () => {
    const series = toSeries(Array.from({ length: 300 }, (_, i) => ({ at: i * minute, result: i })), 60);
    expect(summarize(series)).toEqual({ latest: 299, min: 0, max: 299, trend: 'up' });
  });

  it('has no summary without numbers', () => {
    expect(summarize(toSeries([{ at: 0, result: 'open' }], 60))).toBeNull();
  });
});
