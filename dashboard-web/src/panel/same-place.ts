import type { Thing } from '../live/city';

/** Markers nearer than this cover each other at any zoom. */
const SAME_PLACE_M = 5;
const METRES_A_DEGREE = 111_320;

/** Everything that stands where this thing stands, itself among them, always in the same order. */
export function thingsAtSamePlace(things: readonly Thing[], thing: Thing): Thing[] {
  const { lon, lat } = thing;
  if (lon === null || lat === null) return [thing];
  const narrowing = Math.cos((lat * Math.PI) / 180);
  return things.filter((other) => {
    if (other === thing) return true;
    // What drives by is not meant: the list would never stand still.
    if (other.lon === null || other.lat === null || other.moving !== thing.moving) return false;
    return METRES_A_DEGREE * Math.hypot((other.lon - lon) * narrowing, other.lat - lat) <= SAME_PLACE_M;
  });
}
