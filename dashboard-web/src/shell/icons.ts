import { svg, html, type TemplateResult } from 'lit';
import { theme, type ThemeId } from '../layers/themes';

/** All on a 24 × 24 grid, stroke width 2, round ends: the same hand as the markers on the map. */
const PATHS = {
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5L20.5 20.500',
  table: 'M4 5.500h16v13H4zM4 10h16M4 14.300h16M10 10v8.500',
  map: 'M9 4.500L3.500 6.500v13L9 17.500l6 2 5.500-2v-13l-5.500 2zM9 4.500v13M15 6.500v13',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  moon: 'M20 14.200A8.300 8.300 0 0 1 9.800 4 8.300 8.300 0 1 0 20 14.200z',
  auto: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17zM12 3.500v17',
  help: 'M9 9.300a3 3 0 1 1 4.300 2.700c-.9.500-1.300 1-1.300 2M12 17.500h.01M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17z',
  pause: 'M8.500 5.500v13M15.500 5.500v13',
  play: 'M8 5.500l10 6.500-10 6.500z',
  close: 'M6 6l12 12M18 6L6 18',
  layers: 'M12 4l8.500 4.500L12 13 3.500 8.500zM3.500 12.500L12 17l8.500-4.500M3.500 16.300L12 20.800l8.500-4.500',
  home: 'M4 11l8-7 8 7M6 9.500V20h12V9.500M10 20v-6h4v6',
  user: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.500 20.500c.6-3.800 3.700-5.500 7.500-5.500s6.900 1.700 7.500 5.500',
  wall: 'M3.500 5h17v11h-17zM9 20h6M12 16v4',
  link: 'M10 14a4 4 0 0 0 5.700 0l3.300-3.300a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0L5 13.300A4 4 0 0 0 10.700 19l1.300-1.300',
  braces: 'M9 4.500c-2 0-3 1-3 3V10c0 1.200-.7 2-2 2 1.300 0 2 .8 2 2v2.500c0 2 1 3 3 3M15 4.500c2 0 3 1 3 3V10c0 1.200.7 2 2 2-1.300 0-2 .8-2 2v2.500c0 2-1 3-3 3',
  warning: 'M12 4l9 16H3zM12 10v4.500M12 17.300h.01',
  clock: 'M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17zM12 7.500V12l3 2',
  chevron: 'M7 10l5 5 5-5',
  retry: 'M19.500 8A8.300 8.300 0 1 0 20 13.500M20 4v4.500h-4.500',
  offline: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  up: 'M12 19V5M6 11l6-6 6 6',
  sort: 'M8 5v14M5 16l3 3 3-3M16 19V5M13 8l3-3 3 3',
} as const;

export type IconName = keyof typeof PATHS;

function drawing(path: string, size: number): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true">
    ${svg`<path d=${path}></path>`}
  </svg>`;
}

export function icon(name: IconName, size = 20): TemplateResult {
  return drawing(PATHS[name], size);
}

export function themeIcon(id: ThemeId, size = 20): TemplateResult {
  return drawing(theme(id).icon, size);
}

/** Connection states by shape as well as colour. */
export function stateDot(kind: 'live' | 'delayed' | 'lost' | 'caught-up' | 'paused' | 'connecting'): TemplateResult {
  const shapes = {
    live: svg`<circle cx="8" cy="8" r="5.500" fill="currentColor"/>`,
    delayed: svg`<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 3a5 5 0 0 1 0 10z" fill="currentColor"/>`,
    lost: svg`<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2.200"/>`,
    'caught-up': svg`<path d="M12.700 6A5 5 0 1 0 13 9M13 2.500V6H9.500" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>`,
    paused: svg`<path d="M5.500 3.500v9M10.500 3.500v9" stroke="currentColor" stroke-width="2.600" stroke-linecap="round"/>`,
    connecting: svg`<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3 3"/>`,
  };
  return html`<svg class="state-dot" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${shapes[kind]}</svg>`;
}

export const LOGO = html`<svg class="logo" viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
  <rect x="1" y="1" width="30" height="30" rx="9" fill="currentColor"></rect>
  <path d="M7.500 9.500l7 14.500h3l7-14.500" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"></path>
  <circle cx="16" cy="11" r="3" fill="#ffd166"></circle>
</svg>`;
