import type { Scale } from '../scales/scale';
import { scales } from '../scales';

export const THEME_IDS = [
  'traffic',
  'parking',
  'bike-count',
  'sharing',
  'air',
  'noise',
  'weather',
  'water',
] as const;

export type ThemeId = (typeof THEME_IDS)[number];

export function isThemeId(text: string): text is ThemeId {
  return (THEME_IDS as readonly string[]).includes(text);
}

export interface Theme {
  readonly id: ThemeId;
  /** Drawn on a 24 × 24 grid, stroke width 2, round ends. */
  readonly icon: string;
  /** Observed properties that may speak for a whole thing, the most telling one first. */
  readonly leading: readonly RegExp[];
  readonly scale: Scale | null;
}

/** In the order of the layer list and of the keys 1–8. */
export const THEMES: readonly Theme[] = [
  {
    id: 'traffic',
    icon: 'M4 16.5v-4l2.2-5.2A2 2 0 0 1 8 6h8a2 2 0 0 1 1.8 1.3L20 12.5v4zM4 12.5h16M6.5 16.5V19M17.5 16.5V19',
    leading: [/^vehicles_per_hour$|flow|intensity/, /^vehicles$|count/, /speed/, /load_level|auslastung/, /occupancy/],
    scale: scales.traffic,
  },
  {
    id: 'parking',
    icon: 'M8.5 20V4h5a4.7 4.7 0 0 1 0 9.4h-5',
    leading: [/free|available|vacant/, /^occupied$/, /^occupied/, /^state$/],
    scale: scales.parking,
  },
  {
    id: 'bike-count',
    icon: 'M5.5 13a3.7 3.7 0 1 0 .01 0zM18.5 13a3.7 3.7 0 1 0 .01 0zM5.5 16.7l3.6-6.9h5.6l3.8 6.9M9.1 9.8l3.1 6.9 3.6-5.2M7.6 7h2.6M14.7 9.8L13.4 6h2.4',
    leading: [/^bikes$|bicycl|cyclist/, /^bikes|count/, /pedestrian/],
    scale: null,
  },
  {
    id: 'sharing',
    icon: 'M16 3l4 4-4 4M20 7H9.5A5.5 5.5 0 0 0 4 12.5M8 21l-4-4 4-4M4 17h10.5a5.5 5.5 0 0 0 5.5-5.5',
    leading: [/(vehicles|bikes)_available/, /vehicle_state|status/, /docks/],
    scale: scales.sharing,
  },
  {
    id: 'air',
    icon: 'M3 8.5h10.6a2.8 2.8 0 1 0-2.7-3.6M3 12.5h14.8a2.9 2.9 0 1 1-2.8 3.7M3 16.5h6.4a2.3 2.3 0 1 1-2.2 3',
    leading: [/^no2$/, /^pm2_?5$|^pm25$/, /^pm10$/, /^o3$/],
    scale: scales.air,
  },
  {
    id: 'noise',
    icon: 'M4 9.3v5.4h3.6L12.5 19V5L7.6 9.3zM16 9a4.4 4.4 0 0 1 0 6M18.7 6.2a8.4 8.4 0 0 1 0 11.6',
    leading: [/laeq|leq/, /noise|sound|level/, /lamax/],
    scale: scales.noise,
  },
  {
    id: 'weather',
    icon: 'M8 3v1.6M3.6 5.1l1.1 1.1M2 9.6h1.6M12.4 5.1l-1.1 1.1M5.3 11.5a3.2 3.2 0 1 1 5.7-2.8M8 20h8.7a3.7 3.7 0 0 0 .4-7.4 5.3 5.3 0 0 0-10.2 1A3.2 3.2 0 0 0 8 20z',
    leading: [/^(air_)?temp/, /wind_speed/, /rain|precip/],
    scale: scales.weather,
  },
  {
    id: 'water',
    icon: 'M3 7.5c2.2 0 2.3-1.8 4.5-1.8s2.3 1.8 4.5 1.8 2.3-1.8 4.5-1.8 2.3 1.8 4.5 1.8M3 13c2.2 0 2.3-1.8 4.5-1.8S9.8 13 12 13s2.3-1.8 4.5-1.8S18.8 13 21 13M3 18.5c2.2 0 2.3-1.8 4.5-1.8s2.3 1.8 4.5 1.8 2.3-1.8 4.5-1.8 2.3 1.8 4.5 1.8',
    leading: [/level|stage|pegel|wasserstand/, /flow|discharge/],
    scale: scales.water,
  },
];

const byId = new Map(THEMES.map((theme) => [theme.id, theme]));

export function theme(id: ThemeId): Theme {
  return byId.get(id)!;
}
