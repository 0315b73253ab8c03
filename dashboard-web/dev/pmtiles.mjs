/**
 * Writes small PMTiles archives (specification 3) for tests: a raster one of painted squares, and a
 * vector one in Protomaps' schema made from our own sketch of Köln. No dependency but the reader's
 * numbering of tiles.
 */
import { readFileSync } from 'node:fs';
import { deflateSync, gzipSync, crc32 } from 'node:zlib';
import { zxyToTileId } from 'pmtiles';

const TILE_TYPES = { mvt: 1, png: 2 };
const UNCOMPRESSED = 1;
const GZIP = 2;

function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

/** @param tiles [{ z, x, y, data }] */
export function archive({ type, tiles, metadata, bounds }) {
  const sorted = tiles.map((tile) => ({ ...tile, id: zxyToTileId(tile.z, tile.x, tile.y) })).sort((a, b) => a.id - b.id);
  let last = 0;
  const ids = sorted.map(({ id }) => {
    const step = varint(id - last);
    last = id;
    return step;
  });
  const lengths = sorted.map(({ data }) => varint(data.length));
  const runs = sorted.map(() => varint(1));
  // 0: right behind the tile before it.
  const offsets = sorted.map((_, index) => varint(index === 0 ? 1 : 0));
  const directory = gzipSync(Buffer.concat([varint(sorted.length), ...ids, ...runs, ...lengths, ...offsets]));
  const about = gzipSync(JSON.stringify(metadata));
  const data = Buffer.concat(sorted.map((tile) => tile.data));
  const header = Buffer.alloc(127);
  header.write('PMTiles', 0, 'latin1');
  header[7] = 3;
  const directoryAt = 127;
  const aboutAt = directoryAt + directory.length;
  const dataAt = aboutAt + about.length;
  [directoryAt, directory.length, aboutAt, about.length, dataAt, 0, dataAt, data.length, sorted.length, sorted.length, sorted.length].forEach((value, index) =>
    header.writeBigUInt64LE(BigInt(value), 8 + 8 * index),
  );
  header[96] = 1;
  header[97] = GZIP;
  header[98] = type === 'mvt' ? GZIP : UNCOMPRESSED;
  header[99] = TILE_TYPES[type];
  header[100] = Math.min(...sorted.map(({ z }) => z));
  header[101] = Math.max(...sorted.map(({ z }) => z));
  bounds.forEach((degrees, index) => header.writeInt32LE(Math.round(degrees * 1e7), 102 + 4 * index));
  header[118] = header[101];
  header.writeInt32LE(Math.round(((bounds[0] + bounds[2]) / 2) * 1e7), 119);
  header.writeInt32LE(Math.round(((bounds[1] + bounds[3]) / 2) * 1e7), 123);
  return Buffer.concat([header, directory, about, data]);
}

export const KOELN = [6.7, 50.8, 7.2, 51.1];

/** Where a place lies on a zoom level, in tiles. */
function tileOf([lon, lat], z) {
  const sin = Math.sin((lat * Math.PI) / 180);
  return [((lon + 180) / 360) * 2 ** z, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * 2 ** z];
}

function tilesIn(bounds, z) {
  const [left, bottom] = tileOf([bounds[0], bounds[1]], z).map(Math.floor);
  const [right, top] = tileOf([bounds[2], bounds[3]], z).map(Math.floor);
  const found = [];
  for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) found.push({ z, x, y });
  return found;
}

// --- raster ---------------------------------------------------------------------------------------

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, check]);
}

/** A square of one colour with a darker edge. */
export function png([r, g, b], size = 256) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(size * (1 + 3 * size));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const shade = x < 2 || y < 2 ? 0.7 : 1;
      rows.set([r * shade, g * shade, b * shade], y * (1 + 3 * size) + 1 + 3 * x);
    }
  }
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

export const RASTER_COLOR = [120, 190, 230];

export function rasterArchive({ attribution = '© Test raster' } = {}) {
  const tiles = [8, 9, 10].flatMap((z) => tilesIn(KOELN, z)).map((tile) => ({ ...tile, data: png(RASTER_COLOR) }));
  return archive({ type: 'png', tiles, bounds: KOELN, metadata: { name: 'raster', attribution } });
}

// --- vector ---------------------------------------------------------------------------------------

const EXTENT = 4096;
const TYPES = { Point: 1, LineString: 2, Polygon: 3 };

function field(number, data) {
  return Buffer.concat([varint(number * 8 + 2), varint(data.length), data]);
}

function zigzag(value) {
  return varint(value < 0 ? -2 * value - 1 : 2 * value);
}

function commands(lines, closed) {
  const out = [];
  let [x, y] = [0, 0];
  const go = (point) => {
    out.push(zigzag(point[0] - x), zigzag(point[1] - y));
    [x, y] = point;
  };
  for (const line of lines) {
    const points = closed ? line.slice(0, -1) : line;
    out.push(varint(1 | (1 << 3)));
    go(points[0]);
    if (points.length > 1) out.push(varint(2 | ((points.length - 1) << 3)));
    points.slice(1).forEach(go);
    if (closed) out.push(varint(7 | (1 << 3)));
  }
  return Buffer.concat(out);
}

/** Outer rings run clockwise on a screen. */
function clockwise(ring) {
  const sum = ring.slice(1).reduce((total, [x, y], i) => total + (x - ring[i][0]) * (y + ring[i][1]), 0);
  return sum > 0 ? ring.toReversed() : ring;
}

/** @param layers { name: [{ type, coordinates in tile units, properties }] } */
export function mvt(layers) {
  return Buffer.concat(
    Object.entries(layers).map(([name, features]) => {
      const keys = [];
      const values = [];
      const index = (list, value) => (list.includes(value) ? list.indexOf(value) : list.push(value) - 1);
      const encoded = features.map(({ type, coordinates, properties }) => {
        const tags = Object.entries(properties).flatMap(([key, value]) => [varint(index(keys, key)), varint(index(values, value))]);
        const lines = type === 'Polygon' ? coordinates.map(clockwise) : type === 'Point' ? [[coordinates]] : [coordinates];
        return field(2, Buffer.concat([field(2, Buffer.concat(tags)), varint(3 * 8), varint(TYPES[type]), field(4, commands(lines, type === 'Polygon'))]));
      });
      return field(3, Buffer.concat([
        varint(15 * 8), varint(2), field(1, Buffer.from(name)), ...encoded,
        ...keys.map((key) => field(3, Buffer.from(key))),
        ...values.map((value) => field(4, field(1, Buffer.from(value)))),
        varint(5 * 8), varint(EXTENT),
      ]));
    }),
  );
}

const sketch = JSON.parse(readFileSync(new URL('../src/basemap/koeln.json', import.meta.url), 'utf8'));

/** What the sketch calls it, as layer and kind of Protomaps' schema. */
const PROTOMAPS = {
  wood: ['landuse', 'forest'], belt: ['landuse', 'park'], dense: ['landuse', 'industrial'], airport: ['landuse', 'aerodrome'],
  river: ['water', 'river'], basin: ['water', 'basin'], lake: ['water', 'lake'],
  motorway: ['roads', 'highway'], primary: ['roads', 'major_road'], street: ['roads', 'minor_road'], rail: ['roads', 'rail'],
  veedel: ['places', 'neighbourhood'], bezirk: ['places', 'locality'], town: ['places', 'locality'],
};

/** A strip of equal width along a line, in tile units. */
function strip(line, width) {
  const side = (sign) =>
    line.map(([x, y], i) => {
      const [a, b] = [line[Math.max(0, i - 1)], line[Math.min(line.length - 1, i + 1)]];
      const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
      return [Math.round(x + (sign * width * (b[1] - a[1])) / length), Math.round(y - (sign * width * (b[0] - a[0])) / length)];
    });
  const left = side(1);
  return [...left, ...side(-1).reverse(), left[0]];
}

function place(feature, tile) {
  const at = (point) => {
    const [x, y] = tileOf(point, tile.z);
    return [Math.round((x - tile.x) * EXTENT), Math.round((y - tile.y) * EXTENT)];
  };
  const { type, coordinates } = feature.geometry;
  const { k, n, w } = feature.properties;
  const [layer, kind] = PROTOMAPS[k] ?? [];
  if (!layer) return [];
  const properties = { kind, ...(n ? { name: n } : {}) };
  if (type === 'Point') return [[layer, { type, coordinates: at(coordinates), properties }]];
  if (type === 'Polygon') return [[layer, { type, coordinates: coordinates.map((ring) => ring.map(at)), properties }]];
  const line = coordinates.map(at);
  const out = [[layer, { type: 'LineString', coordinates: line, properties }]];
  // Metres to tile units at the latitude of Köln.
  if (layer !== 'roads') out.unshift([layer, { type: 'Polygon', coordinates: [strip(line, ((w ?? 100) / 2 / 25_300_000) * 2 ** tile.z * EXTENT)], properties: { kind } }]);
  return out;
}

export function vectorTile(tile, rename = (layer) => layer) {
  const edge = EXTENT + 64;
  const layers = { [rename('earth')]: [{ type: 'Polygon', coordinates: [[[-64, -64], [edge, -64], [edge, edge], [-64, edge], [-64, -64]]], properties: { kind: 'earth' } }] };
  for (const feature of sketch.features) {
    for (const [layer, placed] of place(feature, tile)) (layers[rename(layer)] ??= []).push(placed);
  }
  return mvt(layers);
}

/** @param rename what to call the layers instead, for a schema nobody knows */
export function vectorArchive({ attribution = '© Test vector', rename = (layer) => layer } = {}) {
  const tiles = tilesIn(KOELN, 10).map((tile) => ({ ...tile, data: gzipSync(vectorTile(tile, rename)) }));
  const names = ['earth', 'landuse', 'water', 'roads', 'places'].map(rename);
  return archive({ type: 'mvt', tiles, bounds: KOELN, metadata: { name: 'vector', attribution, vector_layers: names.map((id) => ({ id, fields: {} })) } });
}
