import { afterEach, describe, expect, it } from 'vitest';
import de from '../src/i18n/de.json';
import en from '../src/i18n/en.json';
import { agoText, everyText, quantityText, symbolText, unitText } from '../src/i18n/format';
import { preferredLanguage, setLanguage, t } from '../src/i18n/i18n';

const bundles = { de, en } as Record<string, Record<string, string>>;

const sources = Object.values(import.meta.glob<string>('../src/**/*.ts', { query: '?raw', import: 'default', eager: true }));

afterEach(() => setLanguage('de'));

describe('the language bundles', () => {
  it('have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(de).sort());
  });

  it('have the same placeholders under every key', () => {
    const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const key of Object.keys(de)) expect(holes(bundles['en']![key]!), key).toEqual(holes(bundles['de']![key]!));
  });

  it('have no empty text', () => {
    for (const bundle of Object.values(bundles)) for (const [key, text] of Object.entries(bundle)) expect(text.trim(), key).not.toBe('');
  });

  it('hold every key the sources ask for, and no other', () => {
    const code = sources.join('\n');
    const asked = new Set([...code.matchAll(/'([a-z]+\.[A-Za-z0-9_.-]+)'/g)].map((match) => match[1]!));
    const prefixes = [...code.matchAll(/[`']([a-z]+(?:\.[a-zA-Z]+)*)\.\$\{/g)].map((match) => `${match[1]}.`);
    const stems = Object.keys(de).map((key) => key.replace(/_(one|other)$/, ''));
    expect(stems.filter((stem) => !asked.has(stem) && !prefixes.some((prefix) => stem.startsWith(prefix)))).toEqual([]);
  });
});

describe('messages', () => {
  it('pick the plural', () => {
    expect(t('table.count', { n: 1 })).toBe('1 Sensor');
    expect(t('table.count', { n: 1200 })).toBe('1.200 Sensoren');
    setLanguage('en');
    expect(t('table.count', { n: 1200 })).toBe('1,200 sensors');
  });

  it('come in German unless English is understood first', () => {
    expect(preferredLanguage(['fr-FR', 'en-US', 'de'])).toBe('en');
    expect(preferredLanguage(['de-AT', 'en'])).toBe('de');
    expect(preferredLanguage(['tr'])).toBe('de');
  });
});

describe('quantities', () => {
  it('have a decimal comma and a narrow space in German', () => {
    expect(quantityText(7.25, 'Cel')).toBe('7,3\u202f°C');
    expect(quantityText(46.1, 'ug/m3')).toBe('46\u202fµg/m³');
    expect(quantityText(4.26, 'ug/m3')).toBe('4,3\u202fµg/m³');
    expect(quantityText(-3, 'Cel')).toBe('−3,0\u202f°C');
  });

  it('have a point in English', () => {
    setLanguage('en');
    expect(quantityText(7.25, 'Cel')).toBe('7.3\u202f°C');
    expect(symbolText('pm2_5')).toBe('PM2.5');
  });

  it('show a gap as a gap and not as zero', () => {
    expect(quantityText(null, 'ug/m3')).toBe('kein Wert');
    expect(quantityText(0, '{spaces}')).toBe('0\u202fPlätze');
  });

  it('name counted things', () => {
    expect(unitText('{vehicles}/h')).toBe('Fz/h');
    expect(unitText('{whatever_else}')).toBe('whatever else');
    expect(symbolText('pm2_5')).toBe('PM2,5');
  });
});

describe('ages', () => {
  it('are said in one unit', () => {
    expect(agoText(1_000)).toBe('gerade eben');
    expect(agoText(42_000)).toBe('vor 42 s');
    expect(agoText(12 * 60_000)).toBe('vor 12 min');
    expect(agoText(3 * 86_400_000)).toBe('vor 3 Tagen');
    expect(everyText(300)).toBe('alle 5 min');
    expect(everyText(3600)).toBe('stündlich');
  });
});
