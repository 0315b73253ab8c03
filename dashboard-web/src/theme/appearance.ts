import type { Appearance } from '../url/view-state';
import { DARK, LIGHT, type Palette } from './palette';

const KEY = 'veedel.appearance';
const system = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: dark)');

export function storedAppearance(): Appearance {
  const stored = read(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function storeAppearance(appearance: Appearance): void {
  write(KEY, appearance);
}

/** Puts the choice on the page and returns the colours for what is drawn by code. */
export function applyAppearance(appearance: Appearance): Palette {
  const dark = appearance === 'dark' || (appearance === 'system' && (system?.matches ?? false));
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  return dark ? DARK : LIGHT;
}

export function onSystemChange(listener: () => void): void {
  system?.addEventListener('change', listener);
}

export function prefersStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Storage may be switched off; then a choice lasts as long as the page. */
export function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // see read
  }
}
