/**
 * Turns the hand-drawn control points of `koeln.json` into lines and areas: curves through the
 * points (Catmull-Rom) and ribbons of a given width around them. All plane geometry on metres near
 * one latitude, which is right to a few permille over a city.
 */
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';

type Point = readonly [number, number];

const METRES_PER_DEGREE = 111_320;

/** Points per control point: enough that no corner is seen at zoom 16. */
const STEPS = 8;

/** A curve through all `points`; closed when the first is also the last. */
export function curve(points: readonly Position[], steps = STEPS): Position[] {
  const closed = same(points[0]!, points.at(-1)!);
  const ring = closed ? points.slice(0, -1) : points;
  const at = (i: number): Position =>
    closed ? ring[(i + ring.length) % ring.length]! : ring[Math.max(0, Math.min(ring.length - 1, i))]!;
  const segments = closed ? ring.length : ring.length - 1;
  const out: Position[] = [];
  for (let i = 0; i < segments; i++) {
    for (let s = 0; s < steps; s++) {
      out.push(spline(at(i - 1), at(i), at(i + 1), at(i + 2), s / steps));
    }
  }
  out.push(closed ? out[0]! : [...points.at(-1)!]);
  return out;
}

/** The area within `width` / 2 metres of the curve, with round ends. */
export function ribbon(points: readonly Position[], width: number): Position[] {
  const latitude = points[0]![1]!;
  const scale: Point = [METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180), METRES_PER_DEGREE];
  const line = curve(points).map(([x, y]): Point => [x! * scale[0], y! * scale[1]]);
  const left: Point[] = [];
  const right: Point[] = [];
  for (let i = 0; i < line.length; i++) {
    const [x, y] = line[i]!;
    const before = line[Math.max(0, i - 1)]!;
    const after = line[Math.min(line.length - 1, i + 1)]!;
    const length = Math.hypot(after[0] - before[0], after[1] - before[1]) || 1;
    const nx = (-(after[1] - before[1]) / length) * (width / 2);
    const ny = ((after[0] - before[0]) / length) * (width / 2);
    left.push([x + nx, y + ny]);
    right.push([x - nx, y - ny]);
  }
  const end = cap(line.at(-1)!, left.at(-1)!, right.at(-1)!);
  const start = cap(line[0]!, right[0]!, left[0]!);
  const outline = [...left, ...end, ...right.reverse(), ...start];
  outline.push(outline[0]!);
  return outline.map(([x, y]) => [x / scale[0], y / scale[1]]);
}

/** Half a circle around `centre`, clockwise from one point to the other. */
function cap(centre: Point, from: Point, to: Point): Point[] {
  const radius = Math.hypot(from[0] - centre[0], from[1] - centre[1]);
  const start = Math.atan2(from[1] - centre[1], from[0] - centre[0]);
  const out: Point[] = [];
  for (let s = 1; s < 8; s++) {
    const angle = start - (Math.PI * s) / 8;
    out.push([centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)]);
  }
  out.push(to);
  return out;
}

function spline(a: Position, b: Position, c: Position, d: Position, t: number): Position {
  const along = (i: 0 | 1) => {
    const [p, q, r, s] = [a[i]!, b[i]!, c[i]!, d[i]!];
    return (
      0.5 *
      (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t)
    );
  };
  return [along(0), along(1)];
}

function same(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

interface Sketched {
  /** Kind, decides layer and treatment. */
  k: string;
  /** Width in metres, for ribbons. */
  w?: number;
}

const RIBBONS = new Set(['river', 'basin', 'belt', 'runway']);

/** The sketch as finished shapes; the middle of every ribbon stays as a line for its name. */
export function drawSketch(sketch: FeatureCollection): FeatureCollection {
  const features: Feature[] = [];
  for (const feature of sketch.features) {
    const properties = feature.properties as Sketched;
    const geometry = feature.geometry;
    if (geometry.type === 'LineString' && RIBBONS.has(properties.k)) {
      features.push(reshaped(feature, { type: 'Polygon', coordinates: [ribbon(geometry.coordinates, properties.w ?? 100)] }));
      features.push({
        ...reshaped(feature, { type: 'LineString', coordinates: curve(geometry.coordinates, 4) }),
        properties: { ...properties, k: `${properties.k}-name` },
      });
    } else if (geometry.type === 'LineString') {
      features.push(reshaped(feature, { type: 'LineString', coordinates: curve(geometry.coordinates) }));
    } else if (geometry.type === 'Polygon') {
      features.push(reshaped(feature, { type: 'Polygon', coordinates: [curve(geometry.coordinates[0]!)] }));
    } else {
      features.push(feature);
    }
  }
  return { type: 'FeatureCollection', features };
}

function reshaped(feature: Feature, geometry: Geometry): Feature {
  return { type: 'Feature', properties: feature.properties, geometry };
}
