import type { Result } from '../api/contract';
import { currentLanguage, locale, t, type MessageKey } from './i18n';

/** City time; UTC is only for machines. */
export const TIME_ZONE = 'Europe/Berlin';

/** Between a number and its unit (DIN 1301, ISO 80000). */
const THIN = '\u202f';

const UNITS: Record<string, string> = {
  'ug/m3': 'µg/m³',
  'mg/m3': 'mg/m³',
  Cel: '°C',
  deg: '°',
  'm/s': 'm/s',
  'km/h': 'km/h',
  'm3/s': 'm³/s',
  'W/m2': 'W/m²',
  'l/m2': 'l/m²',
  '[ppm]': 'ppm',
  '[ppb]': 'ppb',
  'dB(A)': 'dB(A)',
  'dB[A]': 'dB(A)',
  'dB[SPL]': 'dB',
  'B[SPL]': 'B',
  '1': '',
  '{level}': '',
  '{state}': '',
};

const WORDED: [RegExp, MessageKey][] = [
  [/^\{(veh|vehicle|vehicles|car|cars)\}\/h$/, 'unit.vehPerHour'],
  [/^\{(bike|bikes|bicycle|bicycles|cyclist|cyclists)\}\/h$/, 'unit.bikesPerHour'],
  [/^\{(veh|vehicle|vehicles|car|cars)\}$/, 'unit.vehicles'],
  [/^\{(bike|bikes|bicycle|bicycles|cyclist|cyclists)\}$/, 'unit.bikes'],
  [/^\{(dock|docks)\}$/, 'unit.docks'],
  [/^\{(person|persons)\}$/, 'unit.persons'],
  [/^\{(space|spaces|lot|lots|spot|spots)\}$/, 'unit.spaces'],
];

/** A UCUM code as people write it; annotations in braces lose them. */
export function unitText(ucum: string): string {
  const known = UNITS[ucum];
  if (known !== undefined) return known;
  const worded = WORDED.find(([pattern]) => pattern.test(ucum));
  if (worded) return t(worded[1]);
  return ucum.replace(/[{}[\]]/g, '').replace(/_/g, ' ');
}

/** Digits after the point: as many as mean something for this unit and size. */
function decimals(unit: string, value: number): number {
  if (Number.isInteger(value)) return unit === 'Cel' ? 1 : 0;
  if (/^(Cel|m\/s|mm|l\/m2|m)$/.test(unit)) return unit === 'm' ? 2 : 1;
  if (/^(cm|%|\{.*|dB.*|hPa|deg|km\/h|W\/m2)$/.test(unit)) return 0;
  return Math.abs(value) >= 10 ? 0 : 1;
}

const formats = new Map<string, Intl.NumberFormat>();

export function numberText(value: number, digits: number): string {
  const key = `${locale()} ${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale(), {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(key, format);
  }
  // A real minus sign; -0 is 0.
  return format.format(value === 0 ? 0 : value).replace('-', '−');
}

/** States that come as English words by their standards (GBFS, our own types). */
const STATES: Record<string, MessageKey> = {
  open: 'word.open',
  closed: 'word.closed',
  available: 'word.available',
  in_use: 'word.in_use',
  reserved: 'word.reserved',
  disabled: 'word.disabled',
};

/** The value without its unit; null stays null, it is a gap and not a zero. */
export function resultText(result: Result, unit: string, property = ''): string | null {
  if (result === null) return null;
  if (typeof result === 'boolean') {
    if (property === 'occupied') return t(result ? 'word.occupied' : 'word.free');
    return t(result ? 'value.true' : 'value.false');
  }
  if (typeof result === 'string') {
    const word = STATES[result];
    return word ? t(word) : result;
  }
  return numberText(result, decimals(unit, result));
}

export function quantityText(result: Result, unit: string, property = ''): string {
  const value = resultText(result, unit, property);
  if (value === null) return t('panel.noValue');
  const pretty = typeof result === 'number' ? unitText(unit) : '';
  return pretty === '' ? value : value + (pretty === '°' ? '' : THIN) + pretty;
}

/** Short names of what is observed, for the markers: "NO₂", "PM2,5". */
export function symbolText(property: string): string {
  const comma = currentLanguage() === 'de' ? ',' : '.';
  switch (property) {
    case 'no2':
      return 'NO₂';
    case 'o3':
      return 'O₃';
    case 'so2':
      return 'SO₂';
    case 'co':
      return 'CO';
    case 'pm10':
      return 'PM10';
    case 'pm2_5':
    case 'pm25':
      return `PM2${comma}5`;
    default:
      return '';
  }
}

/** "40 s", "12 min", "3 h", "2 Tage": one unit, rounded down. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return t('duration.s', { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('duration.min', { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('duration.h', { n: hours }) : t('duration.d', { n: Math.floor(hours / 24) });
}

export function agoText(milliseconds: number): string {
  return milliseconds < 5_000 ? t('age.now') : t('duration.ago', { duration: durationText(milliseconds) });
}

export function everyText(seconds: number): string {
  if (seconds < 60) return t('every.s', { n: Math.max(1, Math.round(seconds)) });
  if (seconds < 3600) return t('every.min', { n: Math.round(seconds / 60) });
  if (seconds < 86_400) return t('every.h', { n: Math.round(seconds / 3600) });
  return t('every.d', { n: Math.round(seconds / 86_400) });
}

function timeFormat(options: Intl.DateTimeFormatOptions): (at: number) => string {
  const cache = new Map<string, Intl.DateTimeFormat>();
  return (at) => {
    let format = cache.get(locale());
    if (!format) {
      format = new Intl.DateTimeFormat(locale(), { timeZone: TIME_ZONE, ...options });
      cache.set(locale(), format);
    }
    return format.format(at);
  };
}

export const clockText = timeFormat({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const minuteText = timeFormat({ hour: '2-digit', minute: '2-digit' });
export const dayText = timeFormat({ weekday: 'long', day: 'numeric', month: 'long' });
export const momentText = timeFormat({
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
