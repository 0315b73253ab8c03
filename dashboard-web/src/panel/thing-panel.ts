import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { agoText, durationText, everyText, momentText, numberText, quantityText, resultText, unitText } from '../i18n/format';
import { pick, t, type MessageKey } from '../i18n/i18n';
import { judge, scaleClass } from '../layers/assess';
import { theme } from '../layers/themes';
import type { City, Datastream, Thing } from '../live/city';
import type { Inventory } from '../live/live-city';
import { freshnessOf, isLive, type Freshness } from '../live/freshness';
import { limitFor, type ScaleClass } from '../scales/scale';
import { VeedelElement } from '../shell/element';
import { icon, themeIcon } from '../shell/icons';
import type { Palette } from '../theme/palette';
import { HistoryChart } from './history-chart';
import { thingsAtSamePlace } from './same-place';
import { HISTORY_MS, loadHistory, summarize, type Series } from './series';

/** Device clocks may be this far ahead before it is worth a word. */
const SKEW_WORTH_TELLING_MS = 60_000;

/**
 * One thing in full. Bound to its id: it changes by a choice of the reader, never because another
 * sensor spoke.
 */
export class ThingPanel extends VeedelElement {
  static override properties = {
    city: { attribute: false },
    thingId: { attribute: false },
    inventory: { attribute: false },
    serverNow: { attribute: false },
    palette: { attribute: false },
    language: { attribute: false },
    revision: { attribute: false },
    streamId: { state: true },
    series: { state: true },
    historyState: { state: true },
    asTable: { state: true },
    copied: { state: true },
  };

  declare city: City;
  declare thingId: string;
  declare inventory: Inventory;
  declare serverNow: number;
  declare palette: Palette;
  declare language: string;
  /** Counts up whenever this thing has a new value. */
  declare revision: number;
  declare streamId: number | null;
  declare series: Series | null;
  declare historyState: 'loading' | 'ready' | 'error';
  declare asTable: boolean;
  declare copied: boolean;

  private chart: HistoryChart | null = null;
  private abort: AbortController | null = null;
  private readonly resize = new ResizeObserver(() => this.chart?.resize());

  constructor() {
    super();
    this.streamId = null;
    this.series = null;
    this.historyState = 'loading';
    this.asTable = false;
    this.copied = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.abort?.abort();
    this.chart?.destroy();
    this.chart = null;
    this.resize.disconnect();
  }

  private get thing(): Thing | undefined {
    return this.city.find(this.thingId);
  }

  private get stream(): Datastream | null {
    const thing = this.thing;
    return thing?.streams.find((stream) => stream.id === this.streamId) ?? thing?.streams[0] ?? null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const thing = this.thing;
    if (changed.has('thingId') || (this.streamId === null && thing)) {
      this.streamId = thing ? (this.city.assessment(thing).stream?.id ?? null) : null;
    }
    if (changed.has('revision') && !changed.has('thingId')) this.follow();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('thingId') || changed.has('streamId')) void this.load();
    if (['series', 'palette', 'language', 'asTable', 'historyState'].some((name) => changed.has(name))) this.redraw();
  }

  private async load(): Promise<void> {
    const stream = this.stream;
    this.abort?.abort();
    if (!stream) return;
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.historyState = 'loading';
    this.series = null;
    try {
      const series = await loadHistory(stream, this.serverNow, signal);
      if (signal.aborted) return;
      this.series = series;
      this.historyState = 'ready';
      this.follow();
    } catch {
      if (!signal.aborted) this.historyState = 'error';
    }
  }

  /** What came live since the history was loaded. */
  private follow(): void {
    const stream = this.stream;
    const series = this.series;
    if (!stream || !series || stream.at === null || typeof stream.result === 'boolean') return;
    const last = series.times.at(-1) ?? 0;
    if (stream.at / 1000 <= last) return;
    if (typeof stream.result === 'string') {
      if (series.states.at(-1)?.at !== stream.at) series.states.push({ at: stream.at, result: stream.result });
    }
    series.times.push(stream.at / 1000);
    series.values.push(typeof stream.result === 'number' ? stream.result : null);
    this.series = { ...series };
  }

  private redraw(): void {
    const container = this.querySelector<HTMLElement>('.history-plot');
    const stream = this.stream;
    const thing = this.thing;
    if (!container || !this.series || !stream || !thing) {
      this.chart?.destroy();
      this.chart = null;
      return;
    }
    if (!this.chart) {
      this.chart = new HistoryChart(container);
      this.resize.disconnect();
      this.resize.observe(container);
    }
    const scale = theme(thing.theme).scale;
    const limit = scale ? limitFor(scale, stream.property, stream.unit, `${thing.id} ${thing.name}`) : null;
    const end = this.serverNow / 1000;
    this.chart.draw(this.series, scale && limit ? { scale, limit } : null, this.palette, [end - HISTORY_MS / 1000, end]);
  }

  protected override render(): TemplateResult {
    const thing = this.thing;
    return html`<section class="panel" aria-label=${t('panel.label')} tabindex="-1">
      ${thing ? this.body(thing) : this.missing()}
    </section>`;
  }

  private missing(): TemplateResult {
    return html`<header class="panel-head"><h2>${this.thingId}</h2>${this.closeButton()}</header>
      <p class="panel-state">${t(this.inventory === 'known' ? 'panel.notFound' : 'panel.unknown')}</p>`;
  }

  private closeButton(): TemplateResult {
    return html`<button class="icon-button panel-close" aria-label=${t('panel.close')} title=${t('panel.close')} @click=${() => this.tell('panel-close', null)}>${icon('close')}</button>`;
  }

  private body(thing: Thing): TemplateResult {
    const stream = this.stream;
    const freshness = stream ? freshnessOf(stream.at, stream.intervalS, this.serverNow) : 'never';
    return html`
      <header class="panel-head">
        <span class="panel-icon">${themeIcon(thing.theme, 20)}</span>
        <div class="panel-title">
          <h2>${thing.name}</h2>
          <p>${t(`theme.${thing.theme}`)}${thing.moving ? ` · ${t('panel.moving')}` : ''}</p>
        </div>
        ${this.closeButton()}
      </header>
      ${this.neighbours(thing)}
      ${stream ? this.value(thing, stream, freshness) : html`<p class="panel-state">${t('age.never')}</p>`}
      ${thing.streams.length > 1 ? this.picker(thing) : nothing}
      ${stream ? this.history(stream) : nothing}
      ${this.facts(thing, stream)}
      <footer class="panel-actions">
        <button class="button" @click=${() => void this.copy()}>${icon('link', 18)}${this.copied ? t('panel.copied') : t('panel.copy')}</button>
        <a class="button" href="api/v1/things/${encodeURIComponent(thing.id)}" target="_blank" rel="noopener">${icon('braces', 18)}${t('panel.json')}</a>
      </footer>`;
  }

  /** Markers at one place cover each other: from here every one of them can be reached. */
  private neighbours(thing: Thing): TemplateResult | typeof nothing {
    const things = thingsAtSamePlace(this.city.things, thing);
    if (things.length < 2) return nothing;
    return html`<nav class="neighbours" aria-label=${t('panel.samePlace', { n: things.length })}>
      <h3>${t('panel.samePlace', { n: things.length })}</h3>
      <ul>
        ${things.map((other) => html`<li>
          <button class="neighbour" data-id=${other.id} aria-current=${other === thing ? 'true' : 'false'} @click=${() => this.tell('thing-open', other.id)}>
            ${themeIcon(other.theme, 16)}<span>${other.name}</span><span class="muted">${t(`theme.${other.theme}`)}</span>
          </button>
        </li>`)}
      </ul>
    </nav>`;
  }

  private value(thing: Thing, stream: Datastream, freshness: Freshness): TemplateResult {
    const live = isLive(freshness);
    const klass = this.classOf(thing, stream, live);
    const text = resultText(stream.result, stream.unit, stream.property);
    const assessment = this.city.assessment(thing);
    return html`<div class="reading ${live ? '' : 'is-stale'}">
      <p class="reading-what">${pick(stream.title)}</p>
      <p class="reading-value">
        <span class="reading-number tabular" data-testid="value">${text ?? t('panel.noValue')}</span>
        ${text !== null && typeof stream.result === 'number' ? html`<span class="reading-unit">${unitText(stream.unit)}</span>` : nothing}
        ${klass ? classBadge(klass) : nothing}
      </p>
      <p class="reading-age state-${freshness}">${freshness === 'fresh' ? nothing : icon(freshness === 'late' ? 'clock' : 'warning', 16)}<span>${ageLine(stream, freshness, this.serverNow)}</span></p>
      ${thing.theme === 'air' && live && assessment.incomplete ? html`<p class="reading-note">${t('panel.incomplete')}</p>` : nothing}
      ${thing.theme === 'air' && live && assessment.indicative ? html`<p class="reading-note">${t('panel.indicative')}</p>` : nothing}
    </div>`;
  }

  private classOf(thing: Thing, stream: Datastream, live: boolean): ScaleClass | null {
    const scale = theme(thing.theme).scale;
    if (!scale || !live) return null;
    const assessment = this.city.assessment(thing);
    if (assessment.stream === stream) return scaleClass(thing, assessment);
    const index = judge(thing, scale, stream);
    return index === null ? null : scale.classes[index]!;
  }

  private picker(thing: Thing): TemplateResult {
    return html`<div class="streams" role="group" aria-label=${t('panel.streams')}>
      ${thing.streams.map((stream) => {
        const live = isLive(freshnessOf(stream.at, stream.intervalS, this.serverNow));
        const klass = this.classOf(thing, stream, live);
        return html`<button class="stream ${live ? '' : 'is-stale'}" aria-pressed=${stream === this.stream ? 'true' : 'false'} @click=${() => (this.streamId = stream.id)}>
          <span class="stream-mark">${klass ? swatch(klass) : nothing}</span>
          <span class="stream-title">${pick(stream.title)}</span>
          <span class="stream-value tabular">${quantityText(stream.result, stream.unit, stream.property)}</span>
        </button>`;
      })}
    </div>`;
  }

  private history(stream: Datastream): TemplateResult {
    const title = pick(stream.title);
    return html`<section class="history" aria-label=${t('panel.historyOf', { title })}>
      <header>
        <h3>${t('panel.history')}</h3>
        ${this.series && this.series.times.length > 0
          ? html`<button class="link" aria-pressed=${this.asTable ? 'true' : 'false'} @click=${() => (this.asTable = !this.asTable)}>${t(this.asTable ? 'panel.chart' : 'panel.values')}</button>`
          : nothing}
      </header>
      ${this.historyBody(stream)}
    </section>`;
  }

  private historyBody(stream: Datastream): TemplateResult {
    if (this.historyState === 'loading') return html`<div class="history-wait skeleton" role="status"><span class="visually-hidden">${t('panel.loading')}</span></div>`;
    if (this.historyState === 'error') {
      return html`<p class="history-state">${t('panel.historyError')} <button class="link" @click=${() => void this.load()}>${t('panel.again')}</button></p>`;
    }
    const series = this.series;
    if (!series || series.times.length === 0) return html`<p class="history-state">${t('panel.noHistory')}</p>`;
    const summary = summarize(series);
    if (this.asTable || !summary) return this.values(series, stream);
    const quantity = (value: number) => quantityText(roundLike(value), stream.unit);
    return html`<div class="history-plot"></div>
      <p class="history-summary">${t('panel.summary', {
        latest: quantity(summary.latest),
        min: quantity(summary.min),
        max: quantity(summary.max),
        trend: t(`panel.trend.${summary.trend}` as MessageKey),
      })}</p>`;
  }

  private values(series: Series, stream: Datastream): TemplateResult {
    const rows = series.states.length > 0
      ? series.states.map(({ at, result }) => [at, resultText(result, '', stream.property) ?? ''] as const)
      : series.times.flatMap((time, index) => {
          const value = series.values[index];
          return value === null || value === undefined ? [] : [[time * 1000, quantityText(roundLike(value), stream.unit)] as const];
        });
    return html`<div class="history-table" tabindex="0" role="region" aria-label=${t('panel.values')}>
      <table>
        <thead><tr><th scope="col">${t('panel.time')}</th><th scope="col">${t('panel.value')}</th></tr></thead>
        <tbody>${rows.toReversed().slice(0, 400).map(([at, text]) => html`<tr><td class="tabular">${momentText(at)}</td><td class="tabular">${text}</td></tr>`)}</tbody>
      </table>
    </div>`;
  }

  private facts(thing: Thing, stream: Datastream | null): TemplateResult {
    const marks = stream?.timeMarks === 'start' || stream?.timeMarks === 'end' ? stream.timeMarks : null;
    const fact = (key: MessageKey, value: string | null | TemplateResult) =>
      value === null || value === '' ? nothing : html`<dt>${t(key)}</dt><dd>${value}</dd>`;
    return html`<dl class="facts">
      ${fact('panel.measured', stream?.at ? html`<time datetime=${new Date(stream.at).toISOString()} title="${new Date(stream.at).toISOString()}">${momentText(stream.at)}</time>` : null)}
      ${fact('panel.interval', stream ? everyText(stream.intervalS) : null)}
      ${fact(
        'panel.averaging',
        stream?.averagingS
          ? marks
            ? t('panel.averaging.value', { duration: durationText(stream.averagingS * 1000), marks: t(`panel.averaging.${marks}`) })
            : durationText(stream.averagingS * 1000)
          : stream
            ? t('panel.averaging.instant')
            : null,
      )}
      ${fact('panel.owner', thing.owner)}
      ${fact('panel.licence', thing.licence)}
      ${fact('panel.visibility', thing.visibility === 'public' || thing.visibility === 'internal' ? t(`panel.visibility.${thing.visibility}`) : null)}
      ${fact('panel.position', thing.lon !== null && thing.lat !== null ? `${numberText(thing.lat, 4)} N, ${numberText(thing.lon, 4)} E` : null)}
      ${fact('panel.id', html`<code>${thing.id}</code>`)}
    </dl>`;
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      // Plain http on a foreign host has no clipboard; the address bar holds the same link.
      return;
    }
    this.copied = true;
    window.setTimeout(() => (this.copied = false), 2_000);
  }
}

/** Means have more digits than they have meaning. */
function roundLike(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
}

export function swatch(klass: ScaleClass): TemplateResult {
  return html`<svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="5.6" fill=${klass.color}></circle></svg>`;
}

export function classBadge(klass: ScaleClass): TemplateResult {
  return html`<span class="class-badge" data-testid="class">${swatch(klass)}${pick(klass)}</span>`;
}

/** "vor 12 min, erwartet alle 5 min": never an old value without its age. */
export function ageLine(stream: Datastream, freshness: Freshness, now: number): string {
  if (stream.at === null) return t('age.never');
  if (stream.at - now > SKEW_WORTH_TELLING_MS) return t('age.future', { duration: durationText(stream.at - now) });
  const age = agoText(now - stream.at);
  const every = everyText(stream.intervalS);
  if (freshness === 'fresh') return t('age.line', { age });
  if (freshness === 'late') return t('age.late', { age, every });
  return freshness === 'stale' ? t('age.stale', { age, every }) : t('age.offline', { age });
}

customElements.define('veedel-panel', ThingPanel);
