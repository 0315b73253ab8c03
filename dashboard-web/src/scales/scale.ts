/**
 * A scale turns a number into a class with a name. Scales are data with a version and a source
 * (the JSON files beside this one), because official ones change and old charts must stay true.
 */
export interface ScaleClass {
  readonly key: string;
  readonly de: string;
  readonly en: string;
  /** Fill of the marker; every marker also has an outline, these colours alone lack contrast. */
  readonly color: string;
  /** Text and icon on that fill. */
  readonly ink: string;
  /** How much attention the class wants, comparable between themes: 0 no judgement, 1 good … 4 very bad. */
  readonly level: Level;
}

export type Level = 0 | 1 | 2 | 3 | 4;

export interface Limit {
  /** Observed properties this row is for: an anchored regular expression. */
  readonly property: string;
  /** Shown in the legend. */
  readonly label: string;
  /** UCUM; a value in another unit is not classified. */
  readonly unit: readonly string[];
  /** Upper ends, in ascending order; a value equal to an end is still below it. One less than classes. */
  readonly upTo: readonly number[];
  /** Only for things whose name matches; where the marks belong to one place. */
  readonly thing?: string;
}

export interface Scale {
  readonly id: string;
  readonly version: string;
  readonly title: { readonly de: string; readonly en: string };
  readonly source: { readonly de: string; readonly en: string };
  readonly averaging: { readonly de: string; readonly en: string };
  readonly note?: { readonly de: string; readonly en: string };
  /** Half-up to an integer before classifying, as the UBA does. */
  readonly rounding: 'none' | 'half-up-integer';
  /** Values averaged over another time get the class only as an indication. */
  readonly averagingS?: number;
  readonly classes: readonly ScaleClass[];
  readonly limits: readonly Limit[];
}

/** The row of the scale that judges this property of this thing, if any. */
export function limitFor(scale: Scale, property: string, unit: string, thing: string): Limit | null {
  return (
    scale.limits.find((limit) => {
      if (!limit.unit.includes(unit)) return false;
      const { ofProperty, ofThing } = patterns(limit);
      return ofProperty.test(property) && (ofThing === null || ofThing.test(thing));
    }) ?? null
  );
}

interface Patterns {
  ofProperty: RegExp;
  ofThing: RegExp | null;
}

/** Thousands of values are judged every second: each pattern is compiled once. */
const compiled = new WeakMap<Limit, Patterns>();

function patterns(limit: Limit): Patterns {
  let known = compiled.get(limit);
  if (!known) {
    known = {
      ofProperty: new RegExp(limit.property),
      ofThing: limit.thing === undefined ? null : new RegExp(limit.thing, 'i'),
    };
    compiled.set(limit, known);
  }
  return known;
}

/**
 * The class's index. The intervals are half-open, (a, b], with the first and the last open to the
 * outside, so that no real number falls between two classes. Not a number, or negative where that
 * makes no sense, is no class at all.
 */
export function classIndex(scale: Scale, limit: Limit, value: number): number | null {
  if (!Number.isFinite(value)) return null;
  if (value < 0 && limit.upTo[0]! >= 0) return null;
  const judged = scale.rounding === 'half-up-integer' ? Math.floor(value + 0.5) : value;
  const index = limit.upTo.findIndex((end) => judged <= end);
  return index < 0 ? limit.upTo.length : index;
}

/** "≤ 10", "11–30", "> 100": what the legend says about class `index` of a row. */
export function rangeText(scale: Scale, limit: Limit, index: number, format: (n: number) => string): string {
  const low = limit.upTo[index - 1];
  const high = limit.upTo[index];
  if (low === undefined) return `≤ ${format(high!)}`;
  if (high === undefined) return `> ${format(low)}`;
  return `${format(scale.rounding === 'half-up-integer' ? low + 1 : low)}–${format(high)}`;
}
