import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/i18n';
import type { LoadState } from '../live/live-city';
import type { GroundProblem } from '../map/ground-stage';
import { icon } from './icons';

export interface NoticeActions {
  retry(): void;
  signIn(): void;
  table(): void;
}

/** A card over the map for every state in which the map alone would leave somebody puzzled. */
export function notice(state: LoadState, now: number, actions: NoticeActions): TemplateResult | typeof nothing {
  switch (state.kind) {
    case 'ready':
      return nothing;
    case 'loading':
      return html`<div class="notice-line" role="status"><span class="spinner" aria-hidden="true"></span>${t('state.loading')}${state.slow ? html` <span class="muted">${t('state.slow')}</span>` : nothing}</div>`;
    case 'empty':
      return card(
        'layers',
        t('state.empty.title'),
        html`<p>${t('state.empty.text')}</p>
          <pre class="command"><code>./veedel demo</code></pre>
          <pre class="command"><code>./veedel device add luft-1 --type json --theme air \\
    --location 6.9583,50.9413 --public</code></pre>
          <p class="muted">${t('state.empty.hint')}</p>`,
      );
    case 'error':
      return card(
        'warning',
        t(state.answered ? 'state.error.unavailable' : 'state.error.title'),
        html`<p>${t('state.error.text')}</p>
          <p class="muted">${t('state.error.detail', { detail: state.detail })}</p>
          <p class="notice-actions">
            <button class="button button-primary" @click=${() => actions.retry()}>${icon('retry', 18)}${t('conn.retry')}</button>
            <span class="muted tabular">${t('state.error.next', { s: Math.max(0, Math.ceil((state.retryAt - now) / 1000)) })}</span>
          </p>`,
        'alert',
      );
    case 'forbidden':
      return card(
        'user',
        t('state.forbidden.title'),
        html`<p>${t('state.forbidden.text')}</p>
          <p class="notice-actions"><button class="button button-primary" @click=${() => actions.signIn()}>${t('action.login')}</button></p>`,
      );
  }
}

export function noMap(actions: NoticeActions): TemplateResult {
  return card(
    'map',
    t('state.noWebgl.title'),
    html`<p>${t('state.noWebgl.text')}</p>
      <p class="notice-actions"><button class="button button-primary" @click=${() => actions.table()}>${icon('table', 18)}${t('action.table')}</button></p>`,
  );
}

export function groundText({ part, reason, sketch }: GroundProblem): string {
  return t(sketch ? 'state.basemap' : 'state.basemapPart', { part, reason });
}

/** Stays until it is closed: whoever set the base map up should see it. */
export function groundLine(problem: GroundProblem, close: () => void): TemplateResult {
  return html`<div class="ground-line">
    ${icon('map', 16)}<span>${groundText(problem)}</span>
    <button class="icon-button" aria-label=${t('action.close')} title=${t('action.close')} @click=${close}>${icon('close', 16)}</button>
  </div>`;
}

function card(name: Parameters<typeof icon>[0], title: string, body: TemplateResult, role = 'status'): TemplateResult {
  return html`<section class="notice" role=${role}>
    <span class="notice-icon">${icon(name, 26)}</span>
    <div><h2>${title}</h2>${body}</div>
  </section>`;
}
