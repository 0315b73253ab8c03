import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { minuteText, numberText, TIME_ZONE } from '../i18n/format';
import type { Limit, Scale } from '../scales/scale';
import type { Palette } from '../theme/palette';
import type { Series } from './series';

export interface Bands {
  scale: Scale;
  limit: Limit;
}

/** The curve of one datastream with the classes of its scale behind it. */
export class HistoryChart {
  private plot: uPlot | null = null;

  constructor(private readonly container: HTMLElement) {}

  draw(series: Series, bands: Bands | null, palette: Palette, range: [number, number]): void {
    this.destroy();
    const values = series.values.filter((value): value is number => value !== null);
    const [low, high] = extent(values);
    const font = '11px "Inter Veedel", system-ui, sans-serif';
    const single = values.length < 3;
    this.plot = new uPlot(
      {
        width: this.container.clientWidth || 320,
        height: 150,
        padding: [8, 6, 0, 0],
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), TIME_ZONE),
        legend: { show: false },
        cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
        scales: { x: { time: true, range }, y: { range: [low, high] } },
        axes: [
          {
            stroke: palette.mutedInk, font, size: 24, gap: 4,
            grid: { stroke: palette.chartGrid, width: 1 }, ticks: { show: false },
            space: 64, incrs: [3 * 3600, 6 * 3600],
            values: (_, splits) => splits.map((seconds) => minuteText(seconds * 1000)),
          },
          {
            stroke: palette.mutedInk, font, size: 40, gap: 6,
            grid: { stroke: palette.chartGrid, width: 1 }, ticks: { show: false }, space: 34,
            values: (_, splits) => splits.map((value) => numberText(value, Number.isInteger(value) ? 0 : 1)),
          },
        ],
        series: [
          {},
          {
            stroke: palette.chartLine, width: 2, spanGaps: false,
            points: { show: single, size: 6, fill: palette.chartLine },
          },
        ],
        hooks: bands ? { drawClear: [(plot) => paintBands(plot, bands, palette)] } : {},
      },
      [series.times, series.values],
      this.container,
    );
    // The curve is described in words beside it.
    this.container.querySelector('canvas')?.setAttribute('aria-hidden', 'true');
  }

  resize(): void {
    if (this.container.clientWidth > 0) this.plot?.setSize({ width: this.container.clientWidth, height: 150 });
  }

  destroy(): void {
    this.plot?.destroy();
    this.plot = null;
  }
}

/** Some air above and below; from zero only where zero is near. */
function extent(values: number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const min = Math.min(...values);
  const max = Math.max(...values);
  const room = Math.max((max - min) * 0.12, Math.abs(max) * 0.02, 0.5);
  return [min >= 0 && min - room < 0.25 * max ? 0 : min - room, max + room];
}

function paintBands(plot: uPlot, { scale, limit }: Bands, palette: Palette): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.globalAlpha = palette.dark ? 0.2 : 0.26;
  scale.classes.forEach((klass, index) => {
    const from = index === 0 ? -Infinity : limit.upTo[index - 1]!;
    const to = limit.upTo[index] ?? Infinity;
    const y = (value: number) =>
      Math.max(bbox.top, Math.min(bbox.top + bbox.height, Number.isFinite(value) ? plot.valToPos(value, 'y', true) : value > 0 ? bbox.top : bbox.top + bbox.height));
    const [top, bottom] = [y(to), y(from)];
    if (bottom - top < 0.5) return;
    ctx.fillStyle = klass.color;
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
  });
  ctx.restore();
}
