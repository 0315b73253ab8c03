import { describe, expect, it } from 'vitest';
import { scales } from '../src/scales';
import { classIndex, limitFor, type Scale } from '../src/scales/scale';
import { DARK, LIGHT } from '../src/theme/palette';

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const channel = parseInt(hex.slice(i, i + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

const all = Object.entries(scales) as [string, Scale][];

describe.each(all)('the %s scale', (_, scale) => {
  it('has one end less than classes, in ascending order', () => {
    for (const limit of scale.limits) {
      expect(limit.upTo).toHaveLength(scale.classes.length - 1);
      expect([...limit.upTo].sort((a, b) => a - b)).toEqual(limit.upTo);
    }
  });

  it('classifies every number, and never better for more', () => {
    for (const limit of scale.limits) {
      let before = -1;
      const [low, high] = [limit.upTo[0]! - 10, limit.upTo.at(-1)! + 10];
      for (let i = 0; i <= 5_000; i++) {
        const value = low + ((high - low) * i) / 5_000;
        const index = classIndex(scale, limit, value);
        if (value < 0 && limit.upTo[0]! >= 0) {
          expect(index).toBeNull();
          continue;
        }
        expect(index).not.toBeNull();
        expect(index!).toBeGreaterThanOrEqual(before);
        expect(index!).toBeLessThan(scale.classes.length);
        before = index!;
      }
    }
  });

  it('gives no class to what is no number', () => {
    for (const limit of scale.limits) {
      expect(classIndex(scale, limit, NaN)).toBeNull();
      expect(classIndex(scale, limit, Infinity)).toBeNull();
    }
  });

  it('has readable text on every colour', () => {
    for (const klass of scale.classes) expect(contrast(klass.color, klass.ink), klass.key).toBeGreaterThanOrEqual(4.5);
  });

  it('names its source, version and averaging', () => {
    expect(scale.version).toMatch(/^\d{4}-\d{2}$/);
    for (const text of [scale.title, scale.source, scale.averaging]) {
      expect(text.de).not.toBe('');
      expect(text.en).not.toBe('');
    }
  });
});

describe('the air quality index', () => {
  const no2 = limitFor(scales.air, 'no2', 'ug/m3', '')!;
  const pm10 = limitFor(scales.air, 'pm10', 'ug/m3', '')!;

  it.each([
    [0, 0], [10, 0], [10.49, 0], [10.5, 1], [11, 1], [30.4, 1], [30.5, 2], [60, 2], [61, 3], [100, 3], [100.5, 4], [900, 4],
  ])('puts NO₂ %d into class %d (UBA, rounded half-up)', (value, index) => {
    expect(classIndex(scales.air, no2, value)).toBe(index);
  });

  it('puts PM10 9.4 into the first class and 9.5 into the second', () => {
    expect(classIndex(scales.air, pm10, 9.4)).toBe(0);
    expect(classIndex(scales.air, pm10, 9.5)).toBe(1);
  });

  it('says nothing about other units', () => {
    expect(limitFor(scales.air, 'no2', 'mg/m3', '')).toBeNull();
  });
});

describe('the marks of the Rhine', () => {
  it('are only for the gauge at Köln', () => {
    expect(limitFor(scales.water, 'water_level', 'cm', 'Rhein Pegel Köln')).not.toBeNull();
    expect(limitFor(scales.water, 'water_level', 'cm', 'Frechener Bach')).toBeNull();
  });
});

describe('marker outlines', () => {
  it.each([['light', LIGHT], ['dark', DARK]] as const)('stand out from the %s map', (_, palette) => {
    for (const ground of [palette.city, palette.dense, palette.green, palette.water]) {
      expect(contrast(palette.outline, ground)).toBeGreaterThanOrEqual(3);
      expect(contrast(palette.staleStroke, ground)).toBeGreaterThanOrEqual(palette.dark ? 3 : 2.9);
    }
    expect(contrast(palette.ink, palette.paper)).toBeGreaterThanOrEqual(7);
    expect(contrast(palette.mutedInk, palette.paper)).toBeGreaterThanOrEqual(4.5);
  });
});
