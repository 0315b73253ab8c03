import { html, nothing, type TemplateResult } from 'lit';
import { ApiError, login } from '../api/client';
import type { Session } from '../api/contract';
import { t, type MessageKey } from '../i18n/i18n';
import { VeedelElement } from './element';
import { icon } from './icons';

/** Names and passwords only travel in the body of one request; managers and paste are welcome. */
export class LoginDialog extends VeedelElement {
  static override properties = { language: { attribute: false }, problem: { state: true }, busy: { state: true } };
  declare language: string;
  declare problem: string | null;
  declare busy: boolean;

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
  }

  open(): void {
    this.problem = null;
    this.querySelector('dialog')?.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog class="dialog dialog-small" aria-labelledby="login-title">
      <form @submit=${(event: SubmitEvent) => void this.submit(event)} novalidate>
        <header class="dialog-head"><h2 id="login-title">${t('login.title')}</h2>${closeButton(this)}</header>
        <label class="field"><span>${t('login.name')}</span><input name="name" autocomplete="username" autocapitalize="none" required /></label>
        <label class="field"><span>${t('login.password')}</span><input name="password" type="password" autocomplete="current-password" required /></label>
        <p class="field-error" role="alert">${this.problem ?? nothing}</p>
        <footer class="dialog-foot">
          <button type="button" class="button" @click=${() => this.querySelector('dialog')?.close()}>${t('action.cancel')}</button>
          <button class="button button-primary" ?disabled=${this.busy}>${t('login.submit')}</button>
        </footer>
      </form>
    </dialog>`;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const name = String(data.get('name') ?? '');
    const password = String(data.get('password') ?? '');
    if (name === '' || password === '') {
      this.problem = t('login.required');
      return;
    }
    this.busy = true;
    try {
      const session = await login(name, password);
      form.reset();
      this.querySelector('dialog')?.close();
      this.tell<Session>('signed-in', session);
    } catch (error) {
      this.problem =
        error instanceof ApiError && error.status === 401
          ? t('login.wrong')
          : t('login.failed', { detail: error instanceof Error ? error.message : String(error) });
    } finally {
      this.busy = false;
    }
  }
}

const KEYS: readonly [string[], MessageKey][] = [
  [['/'], 'help.search'],
  [['1', '–', '8'], 'help.layers'],
  [['J', 'K'], 'help.next'],
  [['Enter'], 'help.enter'],
  [['Esc'], 'help.escape'],
  [['T'], 'help.table'],
  [['D'], 'help.dark'],
  [['P'], 'help.pause'],
  [['L'], 'help.live'],
  [['W'], 'help.wall'],
  [['←', '↑', '↓', '→'], 'help.arrows'],
  [['+', '−'], 'help.zoom'],
  [['?'], 'help.help'],
];

export class HelpDialog extends VeedelElement {
  static override properties = { language: { attribute: false }, keysOff: { type: Boolean } };
  declare language: string;
  declare keysOff: boolean;

  open(): void {
    this.querySelector('dialog')?.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog class="dialog" aria-labelledby="help-title">
      <header class="dialog-head"><h2 id="help-title">${t('help.title')}</h2>${closeButton(this)}</header>
      <dl class="keys">
        ${KEYS.map(([keys, text]) => html`<div><dt>${keys.map((key) => (key === '–' ? html`<span>–</span>` : html`<kbd>${key}</kbd>`))}</dt><dd>${t(text)}</dd></div>`)}
      </dl>
      <label class="check"><input type="checkbox" .checked=${this.keysOff} @change=${(event: Event) => this.tell('keys-off', (event.target as HTMLInputElement).checked)} />${t('help.off')}</label>
      <h3>${t('help.trust.title')}</h3>
      <ul class="help-list"><li>${t('help.trust.fresh')}</li><li>${t('help.trust.stale')}</li><li>${t('help.trust.time')}</li></ul>
    </dialog>`;
  }
}

function closeButton(host: HTMLElement): TemplateResult {
  return html`<button type="button" class="icon-button" aria-label=${t('action.close')} @click=${() => host.querySelector('dialog')?.close()}>${icon('close')}</button>`;
}

customElements.define('veedel-login', LoginDialog);
customElements.define('veedel-help', HelpDialog);
