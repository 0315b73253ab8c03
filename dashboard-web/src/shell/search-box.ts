import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/i18n';
import type { City, Thing } from '../live/city';
import type { Inventory } from '../live/live-city';
import { VeedelElement } from './element';
import { icon, themeIcon } from './icons';

const MOST_RESULTS = 8;

/** ä, ae and a are the same letter to somebody in a hurry. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/ae/g, 'a')
    .replace(/oe/g, 'o')
    .replace(/ue/g, 'u')
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
}

/** Names that start with the words come before names that contain them. */
export function findThings(things: readonly Thing[], words: string): Thing[] {
  const wanted = fold(words.trim()).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  const scored: { thing: Thing; score: number }[] = [];
  for (const thing of things) {
    const text = `${fold(thing.name)} ${thing.id}`;
    if (!wanted.every((word) => text.includes(word))) continue;
    const first = text.indexOf(wanted[0]!);
    scored.push({ thing, score: (first === 0 ? 0 : text[first - 1] === ' ' ? 1 : 2) * 1000 + thing.name.length });
  }
  return scored.sort((a, b) => a.score - b.score).map(({ thing }) => thing);
}

/** Search by name (ARIA combobox with a list). */
export class SearchBox extends VeedelElement {
  static override properties = {
    city: { attribute: false },
    inventory: { attribute: false },
    language: { attribute: false },
    query: { state: true },
    active: { state: true },
    open: { state: true },
  };

  declare city: City;
  declare inventory: Inventory;
  declare language: string;
  declare query: string;
  declare active: number;
  declare open: boolean;

  constructor() {
    super();
    this.query = '';
    this.active = 0;
    this.open = false;
  }

  override focus(): void {
    this.querySelector('input')?.focus();
    this.querySelector('input')?.select();
  }

  protected override render(): TemplateResult {
    const all = this.open ? findThings(this.city.things, this.query) : [];
    const results = all.slice(0, MOST_RESULTS);
    const shown = this.open && this.query.trim() !== '';
    return html`<div class="search" role="search">
      ${icon('search', 18)}
      <input
        type="search" role="combobox" autocomplete="off" spellcheck="false"
        aria-label=${t('search.label')} placeholder=${t('search.placeholder')}
        aria-expanded=${shown && results.length > 0 ? 'true' : 'false'} aria-controls="search-results" aria-autocomplete="list"
        aria-activedescendant=${shown && results[this.active] ? `search-${this.active}` : nothing}
        .value=${this.query}
        @input=${(event: InputEvent) => {
          this.query = (event.target as HTMLInputElement).value;
          this.active = 0;
          this.open = true;
        }}
        @focus=${() => (this.open = true)}
        @blur=${() => window.setTimeout(() => (this.open = false), 150)}
        @keydown=${(event: KeyboardEvent) => this.key(event, results)}
      />
      <kbd aria-hidden="true">/</kbd>
      <div class="search-results" ?hidden=${!shown}>
        ${results.length > 0
          ? html`<ul id="search-results" role="listbox" aria-label=${t('search.label')}>
              ${results.map(
                (thing, index) => html`<li
                  id="search-${index}" role="option" aria-selected=${index === this.active ? 'true' : 'false'}
                  @mousedown=${(event: Event) => event.preventDefault()}
                  @click=${() => this.choose(thing)}
                ><span class="search-icon">${themeIcon(thing.theme, 16)}</span><span class="search-name">${thing.name}</span><span class="search-theme">${t(`theme.${thing.theme}`)}</span></li>`,
              )}
            </ul>`
          : html`<ul id="search-results" role="listbox" aria-label=${t('search.label')} hidden></ul>`}
        <p class="search-count" role="status">${this.found(all.length)}</p>
      </div>
    </div>`;
  }

  private found(n: number): string {
    if (this.inventory !== 'known') return t('search.unknown');
    return n === 0 ? t('search.none') : t('search.count', { n });
  }

  private key(event: KeyboardEvent, results: Thing[]): void {
    const input = event.target as HTMLInputElement;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.active = results.length === 0 ? 0 : (this.active + step + results.length) % results.length;
      event.preventDefault();
    } else if (event.key === 'Enter') {
      const thing = results[this.active];
      if (thing) this.choose(thing);
      event.preventDefault();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (this.query === '') input.blur();
      this.query = '';
    }
  }

  private choose(thing: Thing): void {
    this.query = '';
    this.open = false;
    this.querySelector('input')?.blur();
    this.tell('thing-open', thing.id);
  }
}

customElements.define('veedel-search', SearchBox);
