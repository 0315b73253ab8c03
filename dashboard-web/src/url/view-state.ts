import { isThemeId, THEME_IDS, type ThemeId } from '../layers/themes';
import type { Language } from '../i18n/i18n';

export type Appearance = 'system' | 'light' | 'dark';

/** Everything a link restores, except the camera, which MapLibre keeps in `#map=z/lat/lon`. */
export interface ViewState {
  layers: ReadonlySet<ThemeId>;
  /** Thing id. */
  selected: string | null;
  table: boolean;
  appearance: Appearance | null;
  language: Language | null;
  wall: boolean;
}

/** Unknown parameters and unknown values are ignored: old links never break the page. */
export function readViewState(search: string): ViewState {
  const parameters = new URLSearchParams(search);
  const layers = parameters.get('layers');
  const selected = parameters.get('sel');
  const appearance = parameters.get('theme');
  const language = parameters.get('lang');
  return {
    layers: new Set(layers === null ? THEME_IDS : layers.split(',').filter(isThemeId)),
    selected: selected?.startsWith('thing:') ? selected.slice('thing:'.length) : null,
    table: parameters.get('view') === 'table',
    appearance: appearance === 'light' || appearance === 'dark' || appearance === 'system' ? appearance : null,
    language: language === 'de' || language === 'en' ? language : null,
    wall: parameters.get('wall') === '1',
  };
}

/** The query of a link to this view; empty for the plain one. Parameters not ours stay as they were. */
export function writeViewState(state: ViewState, search = ''): string {
  const parameters = new URLSearchParams(search);
  const put = (name: string, value: string | null) =>
    value === null ? parameters.delete(name) : parameters.set(name, value);
  const all = THEME_IDS.every((id) => state.layers.has(id));
  put('layers', all ? null : THEME_IDS.filter((id) => state.layers.has(id)).join(','));
  put('sel', state.selected === null ? null : `thing:${state.selected}`);
  put('view', state.table ? 'table' : null);
  put('theme', state.appearance);
  put('lang', state.language);
  put('wall', state.wall ? '1' : null);
  const text = parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}
