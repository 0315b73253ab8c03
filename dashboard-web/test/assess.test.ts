import { describe, expect, it } from 'vitest';
import { assess } from '../src/layers/assess';
import type { Datastream, Thing } from '../src/live/city';
import type { ThemeId } from '../src/layers/themes';

const NOW = 1_800_000_000_000;
let next = 1;

function stream(property: string, unit: string, result: Datastream['result'], more: Partial<Datastream> = {}): Datastream {
  return { id: next++, property, unit, result, title: { de: property, en: property }, resultType: 'number', intervalS: 3600, averagingS: 3600, timeMarks: 'end', at: NOW - 60_000, ...more };
}

function thing(theme: ThemeId, ...streams: Datastream[]): Thing {
  return { num: 0, id: 'x', name: 'X', theme, owner: '', licence: '', visibility: 'public', moving: false, lon: 7, lat: 51, positionAt: null, streams };
}

describe('what a thing says on the map', () => {
  it('is the worst pollutant', () => {
    const pm10 = stream('pm10', 'ug/m3', 60);
    const judged = assess(thing('air', stream('no2', 'ug/m3', 12), pm10), NOW);
    expect(judged).toMatchObject({ stream: pm10, classIndex: 3, incomplete: true, indicative: false, freshness: 'fresh' });
  });

  it('is complete with all five pollutants', () => {
    const all = ['no2', 'pm10', 'pm2_5', 'o3', 'so2'].map((property) => stream(property, 'ug/m3', 3));
    expect(assess(thing('air', ...all), NOW)).toMatchObject({ classIndex: 0, incomplete: false });
  });

  it('never rests on a stale pollutant', () => {
    const stale = stream('no2', 'ug/m3', 300, { at: NOW - 6 * 3_600_000 });
    const judged = assess(thing('air', stale, stream('pm10', 'ug/m3', 8)), NOW);
    expect(judged.classIndex).toBe(0);
  });

  it('has no class once it is stale', () => {
    const judged = assess(thing('air', stream('no2', 'ug/m3', 300, { at: NOW - 6 * 3_600_000 })), NOW);
    expect(judged).toMatchObject({ freshness: 'stale', classIndex: null });
  });

  it('is indicative when it is not an hourly mean', () => {
    expect(assess(thing('air', stream('pm10', 'ug/m3', 8, { averagingS: 150 })), NOW).indicative).toBe(true);
  });

  it('judges parking by the free share, and not without a capacity', () => {
    const free = stream('free_spaces', '{spaces}', 8);
    expect(assess(thing('parking', free), NOW).classIndex).toBeNull();
    expect(assess(thing('parking', free, stream('capacity', '{spaces}', 100)), NOW)).toMatchObject({ stream: free, classIndex: 1 });
  });

  it('prefers the property that is live over the one that is usual', () => {
    const speed = stream('speed', 'km/h', 31);
    const judged = assess(thing('traffic', stream('vehicles_per_hour', '{vehicles}/h', 900, { at: NOW - 9e8 }), speed), NOW);
    expect(judged.stream).toBe(speed);
  });

  it('shows the flow in the colour of the occupancy', () => {
    const flow = stream('vehicles_per_hour', '{vehicles}/h', 900);
    expect(assess(thing('traffic', stream('occupancy', '%', 25), flow), NOW)).toMatchObject({ stream: flow, classIndex: 2 });
    expect(assess(thing('traffic', flow), NOW)).toMatchObject({ stream: flow, classIndex: null });
  });

  it('judges a single parking space by whether it is taken', () => {
    expect(assess(thing('parking', stream('battery', '%', 80), stream('occupied', '1', true)), NOW)).toMatchObject({ classIndex: 0 });
    expect(assess(thing('parking', stream('occupied', '1', false)), NOW)).toMatchObject({ classIndex: 2 });
  });

  it('counts a vehicle as fresh while it reports its position', () => {
    const vehicle = { ...thing('sharing', stream('vehicle_state', '{state}', 'in_use', { at: NOW - 9e7, intervalS: 300 })), moving: true };
    expect(assess(vehicle, NOW).freshness).toBe('offline');
    expect(assess({ ...vehicle, positionAt: NOW - 10_000 }, NOW).freshness).toBe('fresh');
  });

  it('was never heard without any datastream', () => {
    expect(assess(thing('noise'), NOW)).toMatchObject({ stream: null, freshness: 'never' });
  });
});
