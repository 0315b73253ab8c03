import { describe, expect, it } from 'vitest';
import type { Thing } from '../src/live/city';
import { thingsAtSamePlace } from '../src/panel/same-place';

const thing = (id: string, lon: number | null, lat: number | null, moving = false) => ({ id, lon, lat, moving }) as Thing;

describe('things at the same place', () => {
  const air = thing('air', 6.95, 50.94);
  const noise = thing('noise', 6.95, 50.94);
  const near = thing('near', 6.95005, 50.94);
  const far = thing('far', 6.951, 50.94);
  const bike = thing('bike', 6.95, 50.94, true);
  const other = thing('other', 6.95, 50.94, true);
  const nowhere = thing('nowhere', null, null);
  const all = [air, far, noise, near, bike, nowhere, other];

  it('are those whose markers cover each other at any zoom, in one order for all of them', () => {
    expect(thingsAtSamePlace(all, air)).toEqual([air, noise, near]);
    expect(thingsAtSamePlace(all, noise)).toEqual([air, noise, near]);
  });
  it('do not mix what stands with what drives by', () => {
    expect(thingsAtSamePlace(all, bike)).toEqual([bike, other]);
  });
  it('is only itself where nothing else is, or where it has no place', () => {
    expect(thingsAtSamePlace(all, far)).toEqual([far]);
    expect(thingsAtSamePlace(all, nowhere)).toEqual([nowhere]);
  });
});
