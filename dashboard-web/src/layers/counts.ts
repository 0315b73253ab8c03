import type { City } from '../live/city';
import { isLive } from '../live/freshness';
import { THEME_IDS, type ThemeId } from './themes';

export interface LayerCount {
  live: number;
  total: number;
}

/** How many things each theme has, and how many of them speak. */
export function countLayers(city: City): ReadonlyMap<ThemeId, LayerCount> {
  const counts = new Map<ThemeId, LayerCount>(THEME_IDS.map((id) => [id, { live: 0, total: 0 }]));
  for (const thing of city.things) {
    const count = counts.get(thing.theme)!;
    count.total += 1;
    if (isLive(city.assessment(thing).freshness)) count.live += 1;
  }
  return counts;
}
