import type { Feature } from 'geojson';
import type { GeoJSONSource, GeoJSONSourceDiff } from 'maplibre-gl';

/**
 * A GeoJSON source that is only ever told differences, with one call in flight: what comes
 * meanwhile is merged per feature. Without that the worker falls behind and never catches up
 * (measured; see docs of the map).
 */
export class LiveSource {
  private readonly shown = new Map<number, Feature>();
  private readonly pending = new Map<number, Feature | null>();
  private busy = false;
  /** Counts the calls; one into a style that is gone may never come back. */
  private call = 0;
  private timer = 0;
  private lastAt = -Infinity;

  constructor(
    private readonly source: () => GeoJSONSource | undefined,
    private readonly everyMs: number,
  ) {}

  /** The style was replaced: the new source is empty, everything is to be said again. */
  reset(): void {
    for (const [id, feature] of this.shown) if (!this.pending.has(id)) this.pending.set(id, feature);
    this.shown.clear();
    this.call += 1;
    this.busy = false;
    this.schedule();
  }

  put(feature: Feature): void {
    this.pending.set(feature.id as number, feature);
    this.schedule();
  }

  remove(id: number): void {
    if (!this.shown.has(id)) this.pending.delete(id);
    else this.pending.set(id, null);
    this.schedule();
  }

  /** Exactly these features and no others. */
  replace(features: readonly Feature[]): void {
    const wanted = new Set<number>();
    for (const feature of features) {
      wanted.add(feature.id as number);
      this.pending.set(feature.id as number, feature);
    }
    for (const id of this.shown.keys()) if (!wanted.has(id)) this.pending.set(id, null);
    for (const [id, feature] of this.pending) if (feature && !wanted.has(id)) this.pending.delete(id);
    this.schedule();
  }

  has(id: number): boolean {
    return this.pending.get(id) !== undefined ? this.pending.get(id) !== null : this.shown.has(id);
  }

  private schedule(): void {
    if (this.busy || this.timer !== 0 || this.pending.size === 0) return;
    const wait = Math.max(0, this.lastAt + this.everyMs - performance.now());
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.flush();
    }, wait);
  }

  private async flush(): Promise<void> {
    const source = this.source();
    if (!source) return; // reset() follows when the style has loaded
    const diff = this.takeDiff();
    if (!diff) return;
    this.busy = true;
    const call = ++this.call;
    this.lastAt = performance.now();
    try {
      await source.updateData(diff);
    } catch {
      // The style was exchanged under the call; reset() tells everything again.
    }
    if (call !== this.call) return;
    this.busy = false;
    this.schedule();
  }

  private takeDiff(): GeoJSONSourceDiff | null {
    const add: Feature[] = [];
    const remove: number[] = [];
    const update: NonNullable<GeoJSONSourceDiff['update']> = [];
    for (const [id, feature] of this.pending) {
      const before = this.shown.get(id);
      if (feature === null) {
        if (before) remove.push(id);
        this.shown.delete(id);
        continue;
      }
      this.shown.set(id, feature);
      if (!before) add.push(feature);
      else if (!sameFeature(before, feature)) {
        update.push({
          id,
          newGeometry: feature.geometry,
          addOrUpdateProperties: Object.entries(feature.properties ?? {}).map(([key, value]) => ({ key, value: value as unknown })),
        });
      }
    }
    this.pending.clear();
    if (add.length + remove.length + update.length === 0) return null;
    return { add, remove, update };
  }
}

function sameFeature(a: Feature, b: Feature): boolean {
  return JSON.stringify([a.geometry, a.properties]) === JSON.stringify([b.geometry, b.properties]);
}
