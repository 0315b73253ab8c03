/**
 * Every picture on the map is drawn here, on demand, from paths: theme icons, value pills, cluster
 * rings, landmarks. MapLibre asks for an image by its name when a layer first needs it.
 */
import type { Map as MapLibreMap, StyleImageMetadata } from 'maplibre-gl';
import { THEMES } from '../layers/themes';
import type { Palette } from '../theme/palette';
import { signedDistance } from './signed-distance';

/** Looks of a pill's badge. */
export type BadgeLook = 'live' | 'late' | 'partial' | 'stale';

/** Height of a pill, diameter of its badge, and where its text starts, in CSS pixels at scale 1. */
export const PILL = { height: 26, badge: 22, text: 29, tail: 9 } as const;

const RATIO = 2;

const LANDMARKS: Record<string, string> = {
  dom: 'M5 21V11l2.5-8L10 11v10M14 21V11l2.5-8L19 11v10M10 14h4v7M3 21h18M12 14v-2.5',
  station: 'M7 4h10a2 2 0 0 1 2 2v8a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3V6a2 2 0 0 1 2-2zM5 11h14M8 17l-2 3M16 17l2 3M9 14h.01M15 14h.01',
  plane: 'M12 3v18M12 9l9 5M12 9l-9 5M12 17l4 3M12 17l-4 3',
  stadium: 'M3 10c0-2 4-3.5 9-3.5s9 1.500 9 3.500-4 3.500-9 3.500-9-1.500-9-3.500zM3 10v4.500c0 2 4 3.500 9 3.500s9-1.500 9-3.500V10',
  tower: 'M12 2v5M9.500 7h5l1.500 4h-8zM11 11l-1 10M13 11l1 10',
  arena: 'M3 18a9 9 0 0 1 18 0zM7 18V4a14 14 0 0 1 10 14',
  zoo: 'M12 20c-4 0-6-2-4-4.500s2-3.500 4-3.500 2 1 4 3.500-0 4.500-4 4.500zM6 11h.01M10 6.500h.01M14 6.500h.01M18 11h.01',
  fair: 'M4 20V9l8-5 8 5v11M4 20h16M9 20v-6h6v6',
  uni: 'M2 9.500l10-4.500 10 4.500-10 4.500zM6 11.500V16c3.500 2.500 8.500 2.500 12 0v-4.500',
};

const ICONS = new Map(THEMES.map((theme) => [theme.id as string, theme.icon]));

interface Drawing {
  image: ImageData;
  options: Partial<StyleImageMetadata>;
}

/** Answers the map's questions for images with the colours of this palette. */
export function provideImages(map: MapLibreMap, palette: () => Palette): void {
  map.setMissingStyleImageResolver((id) => {
    if (map.hasImage(id)) return;
    const drawing = draw(id, palette());
    if (drawing) map.addImage(id, drawing.image, { pixelRatio: RATIO, ...drawing.options });
  });
}

export function pillName(theme: string, look: BadgeLook, fill: string, ink: string, scale: number): string {
  return `pill|${theme}|${look}|${fill}|${ink}|${scale}`;
}

function draw(name: string, palette: Palette): Drawing | null {
  const [kind, ...rest] = name.split(/[|:]/);
  switch (kind) {
    case 'glyph':
      return glyph(ICONS.get(rest[0]!) ?? '');
    case 'landmark':
      return landmark(LANDMARKS[rest[0]!] ?? '', palette);
    case 'pill':
      return pill(rest[0]!, rest[1] as BadgeLook, rest[2]!, rest[3]!, Number(rest[4]), palette);
    case 'donut':
      return donut(rest[0]!.split('.').map(Number), Number(rest[1]), palette);
    default:
      return null;
  }
}

function canvas(width: number, height: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas');
  element.width = Math.ceil(width * RATIO);
  element.height = Math.ceil(height * RATIO);
  const context = element.getContext('2d', { willReadFrequently: true })!;
  context.scale(RATIO, RATIO);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  return context;
}

function finish(context: CanvasRenderingContext2D, options: Partial<StyleImageMetadata> = {}): Drawing {
  const { width, height } = context.canvas;
  return { image: context.getImageData(0, 0, width, height), options };
}

function icon(context: CanvasRenderingContext2D, path: string, x: number, y: number, size: number, color: string, weight = 2): void {
  context.save();
  context.translate(x - size / 2, y - size / 2);
  context.scale(size / 24, size / 24);
  context.strokeStyle = color;
  context.lineWidth = weight;
  context.stroke(new Path2D(path));
  context.restore();
}

/** As a distance field, so that its colour can follow the feature's state. */
function glyph(path: string): Drawing {
  const size = 28;
  const context = canvas(size, size);
  icon(context, path, size / 2, size / 2, 20, '#000', 2.2);
  const { width, height } = context.canvas;
  const image = signedDistance(context.getImageData(0, 0, width, height), 8);
  return { image, options: { sdf: true } };
}

function landmark(path: string, palette: Palette): Drawing {
  const size = 20;
  const context = canvas(size, size);
  icon(context, path, size / 2, size / 2, 16, palette.halo, 5);
  icon(context, path, size / 2, size / 2, 16, palette.labelStrong, 1.9);
  return finish(context);
}

/** A badge with the theme's icon on the left; the right part stretches with the text. */
function pill(theme: string, look: BadgeLook, fill: string, ink: string, scale: number, palette: Palette): Drawing {
  const margin = 3;
  const height = PILL.height * scale;
  const width = (PILL.text + PILL.tail + 2) * scale;
  const context = canvas(width + 2 * margin, height + 2 * margin);
  context.translate(margin, margin);
  const stale = look === 'stale';
  context.save();
  context.shadowColor = palette.dark ? 'rgba(0,0,0,.55)' : 'rgba(27,36,48,.28)';
  context.shadowBlur = 3 * RATIO;
  context.shadowOffsetY = 1 * RATIO;
  context.fillStyle = palette.paper;
  context.beginPath();
  context.roundRect(0.5, 0.5, width - 1, height - 1, height / 2);
  context.fill();
  context.restore();
  context.lineWidth = stale ? 1.4 : 1;
  context.strokeStyle = stale ? palette.staleStroke : palette.dark ? 'rgba(238,242,246,.34)' : 'rgba(27,36,48,.34)';
  if (stale) context.setLineDash([3, 2.6]);
  context.stroke();
  context.setLineDash([]);
  badge(context, theme, look, fill, ink, height / 2, height / 2, (PILL.badge / 2) * scale, palette);
  const left = (margin + PILL.text * scale) * RATIO;
  const right = left + 2 * scale * RATIO;
  return finish(context, {
    stretchX: [[left, right]],
    // The whole height is content: only the width follows the text.
    content: [left, 0, right, context.canvas.height],
  });
}

function badge(
  context: CanvasRenderingContext2D,
  theme: string,
  look: BadgeLook,
  fill: string,
  ink: string,
  x: number,
  y: number,
  radius: number,
  palette: Palette,
): void {
  const stale = look === 'stale';
  context.beginPath();
  context.arc(x, y, radius - 0.9, 0, 2 * Math.PI);
  if (!stale) {
    context.fillStyle = fill;
    context.fill();
  }
  context.strokeStyle = stale ? palette.staleStroke : palette.outline;
  context.lineWidth = 1.5;
  if (stale) context.setLineDash([2.4, 2.4]);
  // Not all pollutants: the ring stays open at the top, as the UBA draws it.
  if (look === 'partial') {
    context.beginPath();
    context.arc(x, y, radius - 0.9, -Math.PI / 2 + 0.62, 1.5 * Math.PI - 0.62);
  }
  context.stroke();
  context.setLineDash([]);
  icon(context, ICONS.get(theme) ?? '', x, y, radius * 1.24, stale ? palette.mutedInk : ink, 2.3);
  if (look === 'late') clock(context, x + radius * 0.68, y - radius * 0.68, radius * 0.42, palette);
}

function clock(context: CanvasRenderingContext2D, x: number, y: number, radius: number, palette: Palette): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = palette.paper;
  context.fill();
  context.lineWidth = 1.2;
  context.strokeStyle = palette.outline;
  context.stroke();
  context.beginPath();
  context.moveTo(x, y - radius * 0.6);
  context.lineTo(x, y);
  context.lineTo(x + radius * 0.5, y);
  context.stroke();
}

/** Shares per level as eighths, starting at the top; the last one is stale and stays hollow. */
function donut(eighths: readonly number[], scale: number, palette: Palette): Drawing {
  const total = eighths.reduce((sum, n) => sum + n, 0) || 1;
  const parts = eighths.filter((n) => n > 0).length;
  const many = scale >= 3;
  const radius = many ? 24 : scale === 2 ? 20.5 : 17;
  const size = 2 * radius + 8;
  const context = canvas(size, size);
  const centre = size / 2;
  context.save();
  context.shadowColor = palette.dark ? 'rgba(0,0,0,.6)' : 'rgba(27,36,48,.3)';
  context.shadowBlur = 4 * RATIO;
  context.shadowOffsetY = 1 * RATIO;
  context.fillStyle = palette.paper;
  context.beginPath();
  context.arc(centre, centre, radius, 0, 2 * Math.PI);
  context.fill();
  context.restore();
  const ring = radius - 4.2;
  const gap = parts > 1 ? 0.1 : 0;
  let from = -Math.PI / 2;
  context.lineCap = 'butt';
  eighths.forEach((n, level) => {
    if (n === 0) return;
    const to = from + (2 * Math.PI * n) / total;
    const stale = level === eighths.length - 1;
    context.beginPath();
    context.arc(centre, centre, ring, from + gap / 2, to - gap / 2);
    context.lineWidth = stale ? 1.6 : 5;
    context.strokeStyle = stale ? palette.staleStroke : palette.levels[level]!;
    if (stale) context.setLineDash([3, 2.6]);
    context.stroke();
    context.setLineDash([]);
    from = to;
  });
  context.lineWidth = 1.2;
  context.strokeStyle = palette.dark ? 'rgba(238,242,246,.5)' : 'rgba(27,36,48,.55)';
  context.beginPath();
  context.arc(centre, centre, radius - 0.6, 0, 2 * Math.PI);
  context.stroke();
  return finish(context);
}
