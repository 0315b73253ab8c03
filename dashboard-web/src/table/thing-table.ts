import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { agoText, quantityText } from '../i18n/format';
import { locale, pick, t, type MessageKey } from '../i18n/i18n';
import { scaleClass } from '../layers/assess';
import { THEME_IDS, type ThemeId } from '../layers/themes';
import type { City, Thing } from '../live/city';
import type { Inventory } from '../live/live-city';
import { FRESHNESS_ORDER, isLive } from '../live/freshness';
import { swatch } from '../panel/thing-panel';
import { VeedelElement } from '../shell/element';
import { icon, themeIcon } from '../shell/icons';
import { fold } from '../shell/search-box';

const ROW = 44;
/** Rows drawn beyond the visible ones, so that scrolling shows no white. */
const SPARE = 8;

type Column = 'name' | 'theme' | 'value' | 'class' | 'state' | 'age';
const COLUMNS: readonly Column[] = ['name', 'theme', 'value', 'class', 'state', 'age'];

/** The same things as on the map, same layers, same selection, in words. Only rows in view exist. */
export class ThingTable extends VeedelElement {
  static override properties = {
    city: { attribute: false },
    inventory: { attribute: false },
    layers: { attribute: false },
    selected: { attribute: false },
    serverNow: { attribute: false },
    revision: { attribute: false },
    language: { attribute: false },
    filter: { state: true },
    sort: { state: true },
    descending: { state: true },
    top: { state: true },
    height: { state: true },
  };

  declare city: City;
  declare inventory: Inventory;
  declare layers: ReadonlySet<ThemeId>;
  declare selected: string | null;
  declare serverNow: number;
  declare revision: number;
  declare language: string;
  declare filter: string;
  declare sort: Column;
  declare descending: boolean;
  declare top: number;
  declare height: number;

  private rows: Thing[] = [];
  private readonly resize = new ResizeObserver(([entry]) => (this.height = entry!.contentRect.height));

  constructor() {
    super();
    this.filter = '';
    this.sort = 'theme';
    this.descending = false;
    this.top = 0;
    this.height = 600;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
  }

  protected override firstUpdated(): void {
    const scroller = this.querySelector('.table-scroll');
    if (scroller) this.resize.observe(scroller);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (['city', 'layers', 'filter', 'sort', 'descending', 'revision', 'language'].some((name) => changed.has(name))) {
      this.rows = this.sorted();
    }
  }

  /** The rows that are drawn: first, and first no more. */
  private get window(): [number, number] {
    const first = Math.max(0, Math.floor(this.top / ROW) - SPARE);
    return [first, Math.min(this.rows.length, Math.ceil((this.top + this.height) / ROW) + SPARE)];
  }

  /** Room for the rows that are not drawn. By property: the security policy forbids style attributes. */
  protected override updated(): void {
    const [first, last] = this.window;
    const [above, below] = this.querySelectorAll<HTMLElement>('.spacer');
    above!.style.height = `${first * ROW}px`;
    below!.style.height = `${(this.rows.length - last) * ROW}px`;
  }

  private sorted(): Thing[] {
    const wanted = fold(this.filter.trim());
    const things = this.city.things.filter(
      (thing) => this.layers.has(thing.theme) && (wanted === '' || fold(thing.name).includes(wanted) || thing.id.includes(wanted)),
    );
    const collator = new Intl.Collator(locale(), { numeric: true });
    const by = this.comparison(collator);
    const sign = this.descending ? -1 : 1;
    return things.sort((a, b) => sign * by(a, b) || collator.compare(a.name, b.name) || a.num - b.num);
  }

  private comparison(collator: Intl.Collator): (a: Thing, b: Thing) => number {
    const of = (thing: Thing) => this.city.assessment(thing);
    const number = (thing: Thing) => {
      const result = of(thing).stream?.result;
      return typeof result === 'number' ? result : -Infinity;
    };
    switch (this.sort) {
      case 'name':
        return (a, b) => collator.compare(a.name, b.name);
      case 'theme':
        return (a, b) => THEME_IDS.indexOf(a.theme) - THEME_IDS.indexOf(b.theme);
      case 'value':
        return (a, b) => compare(number(a), number(b));
      case 'class':
        return (a, b) => compare(scaleClass(a, of(a))?.level ?? -1, scaleClass(b, of(b))?.level ?? -1);
      case 'state':
        return (a, b) => FRESHNESS_ORDER.indexOf(of(a).freshness) - FRESHNESS_ORDER.indexOf(of(b).freshness);
      case 'age':
        return (a, b) => compare(of(b).stream?.at ?? 0, of(a).stream?.at ?? 0);
    }
  }

  protected override render(): TemplateResult {
    const [first, last] = this.window;
    return html`<section class="table-view" aria-label=${t('table.title')}>
      <header class="table-head">
        <h2>${t('table.title')}</h2>
        <p class="table-count" role="status">${this.inventory === 'known' ? t('table.count', { n: this.rows.length }) : t('table.unknown')}</p>
        <label class="table-filter">${icon('search', 18)}<span class="visually-hidden">${t('table.filter')}</span>
          <input type="search" placeholder=${t('table.filter')} .value=${this.filter} @input=${(event: InputEvent) => (this.filter = (event.target as HTMLInputElement).value)} />
        </label>
      </header>
      <div class="table-scroll" tabindex="-1" @scroll=${(event: Event) => (this.top = (event.target as HTMLElement).scrollTop)} @keydown=${(event: KeyboardEvent) => this.key(event)}>
        <table aria-rowcount=${this.rows.length + 1}>
          <thead><tr aria-rowindex="1">${COLUMNS.map((column) => this.heading(column))}</tr></thead>
          <tbody>
            <tr class="spacer" aria-hidden="true"></tr>
            ${this.rows.slice(first, last).map((thing, index) => this.row(thing, first + index))}
            <tr class="spacer" aria-hidden="true"></tr>
          </tbody>
        </table>
        ${this.rows.length === 0 ? this.empty() : nothing}
      </div>
    </section>`;
  }

  private empty(): TemplateResult {
    if (this.inventory !== 'known') return html`<p class="table-none">${t('table.unknown')}</p>`;
    if (this.city.things.length === 0) return html`<p class="table-none">${t('state.empty.title')}</p>`;
    if (this.filter === '') return html`<p class="table-none">${t(this.layers.size === 0 ? 'table.noneLayers' : 'table.noneVisible')}</p>`;
    return html`<p class="table-none">${t('table.none', { filter: this.filter })} <button class="link" @click=${() => (this.filter = '')}>${t('table.clear')}</button></p>`;
  }

  private heading(column: Column): TemplateResult {
    const sorted = this.sort === column;
    return html`<th scope="col" class="col-${column}" aria-sort=${sorted ? (this.descending ? 'descending' : 'ascending') : 'none'}>
      <button @click=${() => {
        this.descending = sorted ? !this.descending : false;
        this.sort = column;
      }}>${t(`table.${column}` as MessageKey)}<span class="sort ${sorted ? (this.descending ? 'is-down' : 'is-up') : ''}">${icon(sorted ? 'up' : 'sort', 14)}</span></button>
    </th>`;
  }

  private row(thing: Thing, index: number): TemplateResult {
    const assessment = this.city.assessment(thing);
    const klass = scaleClass(thing, assessment);
    const stream = assessment.stream;
    const current = thing.id === this.selected;
    return html`<tr aria-rowindex=${index + 2} class="${isLive(assessment.freshness) ? '' : 'is-stale'} ${current ? 'is-selected' : ''}" data-id=${thing.id} @click=${() => this.tell('thing-open', thing.id)}>
      <th scope="row" class="col-name"><button data-index=${index} aria-current=${current ? 'true' : 'false'}>${thing.name}</button></th>
      <td class="col-theme"><span class="cell-theme">${themeIcon(thing.theme, 16)}${t(`theme.${thing.theme}`)}</span></td>
      <td class="col-value tabular">${stream ? quantityText(stream.result, stream.unit, stream.property) : '–'}<span class="cell-what">${stream ? pick(stream.title) : ''}</span></td>
      <td class="col-class">${klass ? html`<span class="cell-class">${swatch(klass)}${pick(klass)}</span>` : html`<span class="muted">–</span>`}</td>
      <td class="col-state"><span class="state-word state-${assessment.freshness}">${t(`freshness.${assessment.freshness}`)}</span></td>
      <td class="col-age tabular">${stream?.at ? agoText(this.serverNow - stream.at) : '–'}</td>
    </tr>`;
  }

  /** Arrow keys walk through the names; a row that is not drawn yet is scrolled to first. */
  private key(event: KeyboardEvent): void {
    const from = (event.target as HTMLElement).dataset['index'];
    if (from === undefined) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const to = Math.max(0, Math.min(this.rows.length - 1, Number(from) + step));
    const scroller = this.querySelector('.table-scroll')!;
    const top = to * ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + 2 * ROW > scroller.scrollTop + this.height) scroller.scrollTop = top + 2 * ROW - this.height;
    this.top = scroller.scrollTop;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus({ preventScroll: true }));
  }
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

customElements.define('veedel-table', ThingTable);
