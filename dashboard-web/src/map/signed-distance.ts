/**
 * A signed distance field from an image's alpha, as MapLibre wants it: 192 on the edge, more
 * inside, falling off over `radius` pixels. Exact distances by brute force along rows and columns
 * (Felzenszwalb and Huttenlocher, 2012); images here are small and drawn once.
 */
export function signedDistance(source: ImageData, radius: number): ImageData {
  const { width, height, data } = source;
  const outside = new Float64Array(width * height);
  const inside = new Float64Array(width * height);
  for (let i = 0; i < width * height; i++) {
    const alpha = data[4 * i + 3]! / 255;
    outside[i] = alpha >= 0.5 ? Math.max(0, 0.5 - alpha) ** 2 : alpha > 0 ? (0.5 - alpha) ** 2 : 1e12;
    inside[i] = alpha < 0.5 ? 0 : alpha < 1 ? (alpha - 0.5) ** 2 : 1e12;
  }
  transform(outside, width, height);
  transform(inside, width, height);
  const out = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const distance = Math.sqrt(outside[i]!) - Math.sqrt(inside[i]!);
    out.data[4 * i + 3] = Math.max(0, Math.min(255, Math.round(192 - (distance / radius) * 256)));
  }
  return out;
}

function transform(grid: Float64Array, width: number, height: number): void {
  const longest = Math.max(width, height);
  const line = new Float64Array(longest);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) line[y] = grid[y * width + x]!;
    const out = lowerEnvelope(line, height);
    for (let y = 0; y < height; y++) grid[y * width + x] = out[y]!;
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) line[x] = grid[y * width + x]!;
    const out = lowerEnvelope(line, width);
    for (let x = 0; x < width; x++) grid[y * width + x] = out[x]!;
  }
}

function lowerEnvelope(f: Float64Array, n: number): Float64Array {
  const v = new Int32Array(n);
  const z = new Float64Array(n + 1);
  const d = new Float64Array(n);
  let k = 0;
  z[0] = -Infinity;
  z[1] = Infinity;
  for (let q = 1; q < n; q++) {
    let s: number;
    do {
      const r = v[k]!;
      s = (f[q]! + q * q - f[r]! - r * r) / (2 * (q - r));
    } while (s <= z[k]! && --k > -1);
    k += 1;
    v[k] = q;
    z[k] = s;
    z[k + 1] = Infinity;
  }
  k = 0;
  for (let q = 0; q < n; q++) {
    while (z[k + 1]! < q) k += 1;
    const r = v[k]!;
    d[q] = f[r]! + (q - r) * (q - r);
  }
  return d;
}
