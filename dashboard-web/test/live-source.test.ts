import type { Feature } from 'geojson';
import type { GeoJSONSource, GeoJSONSourceDiff } from 'maplibre-gl';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveSource } from '../src/map/live-source';

const feature = (id: number, value = 0): Feature => ({ type: 'Feature', id, geometry: { type: 'Point', coordinates: [7, 51] }, properties: { value } });

/** Takes differences like MapLibre's source; answers when told to. */
class Slow {
  readonly taken: GeoJSONSourceDiff[] = [];
  private done: (() => void)[] = [];
  updateData(diff: GeoJSONSourceDiff): Promise<void> {
    this.taken.push(diff);
    return new Promise((resolve) => this.done.push(resolve));
  }
  async finish(): Promise<void> {
    this.done.splice(0).forEach((done) => done());
    await vi.runAllTimersAsync();
  }
}

describe('a live source', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('window', globalThis);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('has one call in flight and merges what comes meanwhile', async () => {
    const slow = new Slow();
    const live = new LiveSource(() => slow as unknown as GeoJSONSource, 0);
    live.put(feature(1));
    await vi.runAllTimersAsync();
    live.put(feature(1, 5));
    live.put(feature(1, 6));
    await vi.runAllTimersAsync();
    expect(slow.taken).toHaveLength(1);
    await slow.finish();
    expect(slow.taken).toHaveLength(2);
    expect(slow.taken[1]!.update).toMatchObject([{ id: 1, addOrUpdateProperties: [{ key: 'value', value: 6 }] }]);
  });

  it('tells a new style everything, even when the call into the old one never comes back', async () => {
    const old = new Slow();
    const fresh = new Slow();
    let source = old;
    const live = new LiveSource(() => source as unknown as GeoJSONSource, 0);
    live.put(feature(1));
    await vi.runAllTimersAsync();
    expect(old.taken).toHaveLength(1);
    source = fresh;
    live.reset();
    await vi.runAllTimersAsync();
    expect(fresh.taken.map((diff) => diff.add?.map(({ id }) => id))).toEqual([[1]]);
    // Should it come back after all, there is still only one call in flight.
    await old.finish();
    live.put(feature(2));
    await vi.runAllTimersAsync();
    expect(fresh.taken).toHaveLength(1);
    await fresh.finish();
    expect(fresh.taken).toHaveLength(2);
  });
});
