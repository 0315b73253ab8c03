import type { FeatureCollection, Polygon, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { curve, drawSketch, ribbon } from '../src/basemap/draw';
import sketch from '../src/basemap/koeln.json';

function inside([x, y]: Position, ring: Position[]): boolean {
  let result = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]! as [number, number];
    const [xj, yj] = ring[j]! as [number, number];
    if (yi > y! !== yj > y! && x! < ((xj - xi) * (y! - yi)) / (yj - yi) + xi) result = !result;
  }
  return result;
}

describe('the drawn city', () => {
  const drawn = drawSketch(sketch as FeatureCollection);
  const river = drawn.features.find((feature) => feature.properties!['k'] === 'river')!.geometry as Polygon;

  it.each([
    ['Hohenzollernbrücke', 6.9655, 50.9414], ['Deutzer Brücke', 6.9655, 50.936], ['Severinsbrücke', 6.967, 50.9305], ['Südbrücke', 6.972, 50.916],
    ['Zoobrücke', 6.976, 50.954], ['Mülheimer Brücke', 6.996, 50.964], ['Rodenkirchener Brücke', 6.989, 50.902], ['Leverkusener Brücke', 6.973, 51.023],
  ])('has the Rhine under the %s', (_, lon, lat) => {
    expect(inside([lon, lat], river.coordinates[0]!)).toBe(true);
  });

  it('leaves the Dom and the sensors on the banks dry', () => {
    expect(inside([6.9583, 50.9413], river.coordinates[0]!)).toBe(false);
    expect(inside([6.972, 50.9385], river.coordinates[0]!)).toBe(false);
  });

  it('names the nine Stadtbezirke', () => {
    const names = sketch.features.filter((feature) => feature.properties.k === 'bezirk').map((feature) => feature.properties.n);
    expect(names).toHaveLength(9);
  });

  it('goes through its control points and closes its rings', () => {
    const open = [[0, 0], [1, 1], [2, 0]];
    expect(curve(open)[0]).toEqual([0, 0]);
    expect(curve(open).at(-1)).toEqual([2, 0]);
    const ring = ribbon([[6.9, 50.9], [6.91, 50.9]], 100);
    expect(ring[0]).toEqual(ring.at(-1));
  });
});
