import de from './de.json';
import en from './en.json';

export type Language = 'de' | 'en';

type PluralKey<K> = K extends `${infer Stem}_one` ? Stem : never;
/** A key of the bundles; a plural's key is its stem. */
export type MessageKey = keyof typeof de | PluralKey<keyof typeof de>;

const BUNDLES: Record<Language, Record<string, string>> = { de, en };
const LOCALES: Record<Language, string> = { de: 'de-DE', en: 'en-GB' };

let language: Language = 'de';
let plural = new Intl.PluralRules(LOCALES.de);

export function setLanguage(next: Language): void {
  language = next;
  plural = new Intl.PluralRules(LOCALES[next]);
  if (typeof document !== 'undefined') document.documentElement.lang = next;
}

export function currentLanguage(): Language {
  return language;
}

export function locale(): string {
  return LOCALES[language];
}

/** German unless the reader's first understood language is English. */
export function preferredLanguage(languages: readonly string[]): Language {
  const known = languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return known.find((tag) => tag === 'de' || tag === 'en') === 'en' ? 'en' : 'de';
}

/** The message, with `{name}` filled in; a parameter `n` also picks the plural form. */
export function t(key: MessageKey, parameters: Record<string, string | number> = {}): string {
  const bundle = BUNDLES[language];
  let text = bundle[key];
  if (text === undefined && typeof parameters['n'] === 'number') {
    text = bundle[`${key}_${plural.select(parameters['n'])}`] ?? bundle[`${key}_other`];
  }
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) return `{${name}}`;
    return typeof value === 'number' ? new Intl.NumberFormat(locale()).format(value) : value;
  });
}

export function pick(text: { readonly de: string; readonly en: string }): string {
  return text[language];
}
