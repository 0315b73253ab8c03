import { levelOf, scaleClass, type Assessment } from '../layers/assess';
import type { Thing } from '../live/city';
import { isLive } from '../live/freshness';
import { numberText, resultText, symbolText } from '../i18n/format';
import type { Palette } from '../theme/palette';
import type { BadgeLook } from './images';

/** How a thing is drawn right now, in words the style understands. */
export interface Look {
  fill: string;
  ink: string;
  stroke: string;
  /** Worse classes get a heavier outline: colour is never the only carrier. */
  weight: number;
  badge: BadgeLook;
  /** 0–4 as scale levels; 5 without current data. Decides the segment of a cluster's ring. */
  level: number;
}

export const STALE_LEVEL = 5;

export function lookOf(thing: Thing, assessment: Assessment, palette: Palette): Look {
  if (!isLive(assessment.freshness)) {
    return {
      fill: palette.paper,
      ink: palette.staleStroke,
      stroke: palette.staleStroke,
      weight: 1.2,
      badge: 'stale',
      level: STALE_LEVEL,
    };
  }
  const judged = scaleClass(thing, assessment);
  const level = levelOf(thing, assessment);
  return {
    fill: judged?.color ?? palette.neutral,
    ink: judged?.ink ?? palette.neutralInk,
    stroke: palette.outline,
    weight: level >= 3 ? 1.2 + 0.8 * (level - 2) : 1.2,
    badge: assessment.freshness === 'late' ? 'late' : assessment.incomplete ? 'partial' : 'live',
    level,
  };
}

/** What stands on the marker: the number, with the pollutant's name where several are possible. */
export function markerText(thing: Thing, assessment: Assessment): string | null {
  const stream = assessment.stream;
  if (!stream || assessment.freshness === 'offline' || assessment.freshness === 'never') return null;
  if (thing.moving) return null;
  const value = typeof stream.result === 'number' ? compact(stream.result, stream.unit) : resultText(stream.result, stream.unit, stream.property);
  if (value === null) return '–';
  const unit = stream.unit === 'Cel' ? '°' : stream.unit === '%' ? ' %' : '';
  const symbol = symbolText(stream.property);
  return symbol === '' ? value + unit : `${symbol} ${value}`;
}

/** Markers have no room: large numbers in thousands, no more decimals than needed. */
function compact(value: number, unit: string): string {
  if (Math.abs(value) >= 10_000) return `${numberText(value / 1000, 0)}k`;
  return resultText(value, unit) ?? '–';
}
