import { html, nothing, type TemplateResult } from 'lit';
import { agoText, clockText } from '../i18n/format';
import { t, type MessageKey } from '../i18n/i18n';
import type { ConnectionStatus } from '../live/connection';
import { stateDot } from './icons';
import { VeedelElement } from './element';

export type ChipState = 'connecting' | 'live' | 'delayed' | 'lost' | 'caught-up' | 'paused';

/** Always on screen, in wall mode too: whether what is seen is now. */
export class ConnectionChip extends VeedelElement {
  static override properties = {
    status: { attribute: false },
    caughtUp: { type: Boolean },
    pausedAt: { attribute: false },
    now: { attribute: false },
    serverNow: { attribute: false },
    heardAt: { attribute: false },
  };

  declare status: ConnectionStatus;
  declare caughtUp: boolean;
  /** Server time at which the reader stopped the updates; null while running. */
  declare pausedAt: number | null;
  declare now: number;
  declare serverNow: number;
  declare heardAt: number | null;

  get shown(): ChipState {
    if (this.pausedAt !== null) return 'paused';
    if (this.status.state === 'live' && this.caughtUp) return 'caught-up';
    return this.status.state;
  }

  protected override render(): TemplateResult {
    const state = this.shown;
    const key = `conn.${state === 'caught-up' ? 'caughtUp' : state}` as MessageKey;
    const time = clockText(this.pausedAt ?? this.serverNow);
    const age = this.heardAt === null ? null : this.now - this.heardAt;
    return html`<div class="chip chip-${state}" data-state=${state}>
      ${stateDot(state)}<span class="chip-word">${t(key)}</span>
      ${state === 'lost' || state === 'delayed' ? nothing : html`<span class="chip-time tabular">${time}</span>`}
      ${state === 'connecting' || age === null
        ? nothing
        : html`<span class="chip-age">${state === 'live' || state === 'caught-up' ? agoText(age) : this.more(age)}</span>`}
      ${state === 'lost' || state === 'delayed'
        ? html`<button class="chip-retry" @click=${() => this.tell('retry', null)}>${t('conn.retry')}</button>`
        : nothing}
    </div>`;
  }

  /** While disconnected the banner says since when; while delayed there is none. */
  private more(age: number): string {
    if (this.pausedAt !== null) return '';
    const retryAt = this.status.retryAt;
    if (retryAt !== null) return t('conn.next', { s: Math.max(0, Math.ceil((retryAt - this.now) / 1000)) });
    return this.status.cause === 'none' ? t('conn.heard', { age: agoText(age) }) : t('conn.trying');
  }
}

customElements.define('veedel-chip', ConnectionChip);
