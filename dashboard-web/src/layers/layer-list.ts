import { html, nothing, type TemplateResult } from 'lit';
import { numberText } from '../i18n/format';
import { pick, t, type MessageKey } from '../i18n/i18n';
import { rangeText, type Scale } from '../scales/scale';
import { VeedelElement } from '../shell/element';
import { icon, themeIcon } from '../shell/icons';
import type { Inventory } from '../live/live-city';
import type { Palette } from '../theme/palette';
import type { LayerCount } from './counts';
import { THEMES, type Theme, type ThemeId } from './themes';

/** One row per theme: on or off, live of total, a warning where something is missing, its legend. */
export class LayerList extends VeedelElement {
  static override properties = {
    layers: { attribute: false },
    counts: { attribute: false },
    inventory: { attribute: false },
    openLegend: { state: true },
    language: { attribute: false },
    palette: { attribute: false },
    placeless: { attribute: false },
  };

  declare layers: ReadonlySet<ThemeId>;
  declare counts: ReadonlyMap<ThemeId, LayerCount>;
  declare inventory: Inventory;
  declare openLegend: ThemeId | null;
  declare language: string;
  declare palette: Palette;
  /** Things without a location: they are in the table only. */
  declare placeless: number;

  constructor() {
    super();
    this.openLegend = null;
  }

  protected override render(): TemplateResult {
    return html`<section class="layers" aria-labelledby="layers-title">
      <header class="layers-head">
        <h2 id="layers-title">${t('layers.title')}</h2>
        <button class="link" @click=${() => this.tell('layers-all', true)}>${t('layers.all')}</button>
        <button class="link" @click=${() => this.tell('layers-all', false)}>${t('layers.none')}</button>
        <button class="icon-button layers-close" aria-label=${t('layers.close')} @click=${() => this.tell('layers-close', null)}>${icon('close', 18)}</button>
      </header>
      <ul class="layer-rows">
        ${THEMES.map((theme, index) => this.row(theme, index))}
      </ul>
      <footer class="layers-foot">
        <p><span class="key-mark key-live"></span>${t('legend.live')}</p>
        <p><span class="key-mark key-hollow"></span>${t('legend.hollow')}</p>
        <details>
          <summary>${t('legend.cluster')}</summary>
          <ul class="levels">
            ${[1, 2, 3, 4, 0].map((level) => html`<li>${levelMark(this.palette.levels[level]!)}${t(`level.${level}` as MessageKey)}</li>`)}
            <li><span class="key-mark key-hollow"></span>${t('level.stale')}</li>
          </ul>
        </details>
        ${this.placeless > 0 ? html`<p class="placeless">${t('state.partial', { n: this.placeless, total: this.total })}</p>` : nothing}
      </footer>
    </section>`;
  }

  private get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count.total, 0);
  }

  private countText(count: LayerCount): string {
    if (this.inventory === 'unknown') return t('layers.unknown');
    return count.total === 0 ? t('layers.empty') : t('layers.live', { live: count.live, total: count.total });
  }

  private row(theme: Theme, index: number): TemplateResult {
    const count = this.counts.get(theme.id) ?? { live: 0, total: 0 };
    const on = this.layers.has(theme.id);
    const missing = count.total - count.live;
    const name = t(`theme.${theme.id}`);
    const open = this.openLegend === theme.id;
    return html`<li class="layer ${on ? 'is-on' : ''}">
      <button class="layer-toggle" role="switch" aria-checked=${on ? 'true' : 'false'} @click=${() => this.tell('layer-toggle', theme.id)}>
        <span class="layer-icon">${themeIcon(theme.id, 18)}</span>
        <span class="layer-text">
          <span class="layer-name">${name}</span>
          ${this.inventory === 'loading'
            ? html`<span class="skeleton skeleton-count"></span>`
            : html`<span class="layer-count tabular">${this.countText(count)}</span>`}
        </span>
        ${missing > 0 && this.inventory === 'known'
          ? html`<span class="layer-warning" title=${t('layers.warning', { n: missing })}>
              ${icon('warning', 16)}<span class="tabular">${missing}</span><span class="visually-hidden">${t('layers.warning', { n: missing })}</span>
            </span>`
          : nothing}
        <kbd class="layer-key" aria-hidden="true">${index + 1}</kbd>
        <span class="switch" aria-hidden="true"></span>
      </button>
      <button
        class="legend-button icon-button ${open ? 'is-open' : ''}"
        aria-expanded=${open ? 'true' : 'false'}
        aria-controls="legend-${theme.id}"
        aria-label=${t('layers.legendOf', { theme: name })}
        title=${t('layers.legendOf', { theme: name })}
        @click=${() => (this.openLegend = open ? null : theme.id)}
      >${icon('chevron', 18)}</button>
      <div id="legend-${theme.id}" class="legend" ?hidden=${!open}>${open ? legend(theme) : nothing}</div>
    </li>`;
  }
}

function levelMark(color: string): TemplateResult {
  return html`<svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="5.6" fill=${color}></circle></svg>`;
}

/** What the colours mean: scale, averaging time, source and version, never colours alone. */
export function legend(theme: Theme): TemplateResult {
  const scale = theme.scale;
  if (!scale) return html`<p class="legend-note">${t('legend.noScale')}</p>`;
  return html`
    <p class="legend-title">${pick(scale.title)}</p>
    ${table(scale)}
    <dl class="legend-facts">
      <dt>${t('legend.averaging')}</dt><dd>${pick(scale.averaging)}</dd>
      <dt>${t('legend.source')}</dt><dd>${pick(scale.source)}</dd>
      <dt>${t('legend.version')}</dt><dd>${scale.id} · ${scale.version}</dd>
    </dl>
    ${scale.note ? html`<p class="legend-note">${pick(scale.note)}</p>` : nothing}
  `;
}

function table(scale: Scale): TemplateResult {
  const rows = scale.limits;
  const format = (n: number) => numberText(n, 0);
  const columns = scale.id === 'uba-lqi' ? rows.filter((row) => row.label !== 'SO₂') : rows.slice(0, 1);
  const words = scale.classes[0]!.de.includes('dB') || scale.id === 'temperature-ramp' || scale.id === 'traffic-level';
  return html`<table class="legend-table">
    <thead class=${columns.length > 1 ? '' : 'visually-hidden'}>
      <tr><th scope="col"><span class="visually-hidden">${t('table.class')}</span></th>
      ${words ? nothing : columns.map((column) => html`<th scope="col">${column.label}</th>`)}</tr>
    </thead>
    <tbody>
      ${scale.classes.map(
        (klass, index) => html`<tr>
          <th scope="row"><svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="5.600" fill=${klass.color}></circle></svg>${pick(klass)}</th>
          ${words ? nothing : columns.map((column) => html`<td class="tabular">${rangeText(scale, column, index, format)}${column.label === '%' || column.label === 'cm' ? `\u202f${column.label}` : ''}</td>`)}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

customElements.define('veedel-layers', LayerList);
