/** The page as it is seen, drawn from what the shell knows. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Session } from '../api/contract';
import { t } from '../i18n/i18n';
import '../layers/layer-list';
import { THEME_IDS, type ThemeId } from '../layers/themes';
import '../panel/thing-panel';
import '../table/thing-table';
import { lostBanner, tools, topBar, wallBar, wallCounts } from './bars';
import './dialogs';
import { icon } from './icons';
import { groundLine, noMap, notice } from './notices';
import type { Shell } from './shell';

export function page(shell: Shell): TemplateResult {
  const { live } = shell;
  const lost = live.status.state === 'lost' && live.load.kind === 'ready';
  const actions = { retry: () => live.retry(), signIn: () => shell.signIn(), table: () => shell.showTable(true) };
  return html`
    <a class="skip" href="#stage" @click=${(event: Event) => {
      event.preventDefault();
      shell.readTable();
    }}>${t('app.skip')}</a>
    <div
      class="app ${shell.table ? 'is-table' : ''} ${shell.wall ? 'is-wall' : ''} ${lost ? 'is-lost' : ''} ${shell.selected !== null ? 'has-panel' : ''} ${shell.layersOpen ? 'has-layers' : ''}"
      @thing-open=${(event: CustomEvent<string>) => shell.open(event.detail)}
      @layer-toggle=${(event: CustomEvent<ThemeId>) => shell.toggle(event.detail)}
      @layers-all=${(event: CustomEvent<boolean>) => shell.show(new Set(event.detail ? THEME_IDS : []))}
      @layers-close=${() => shell.openLayers(false)}
      @panel-close=${() => shell.select(null)}
      @retry=${() => live.reconnect()}
      @signed-in=${(event: CustomEvent<Session>) => shell.signedIn(event.detail)}
      @keys-off=${(event: CustomEvent<boolean>) => shell.setKeysOff(event.detail)}
    >
      ${shell.wall ? wallBar(shell) : topBar(shell)}
      <main id="stage" class="stage">
        <div id="map" class="map" ?inert=${shell.table}></div>
        ${shell.mapFailed && !shell.table && live.load.kind === 'ready' ? noMap(actions) : nothing}
        ${shell.table ? tableView(shell) : nothing}
        ${notice(live.load, live.now, actions)}
        ${lost ? lostBanner(live) : nothing}
        ${shell.groundProblem ? groundLine(shell.groundProblem, () => shell.closeGroundProblem()) : nothing}
        ${shell.toast !== null ? html`<div class="toast">${icon('retry', 18)}${shell.toast}</div>` : nothing}
      </main>
      ${shell.wall ? wallCounts(shell) : sides(shell)}
      <div id="announcements" class="visually-hidden" aria-live="polite"></div>
      <veedel-login .language=${shell.language}></veedel-login>
      <veedel-help .language=${shell.language} .keysOff=${shell.keysOff}></veedel-help>
    </div>`;
}

function sides(shell: Shell): TemplateResult {
  const { live, language, palette } = shell;
  return html`
    <aside class="side side-left" aria-label=${t('layers.title')} ?hidden=${!shell.layersOpen}>
      ${shell.narrow ? tools(shell) : nothing}
      <veedel-layers .layers=${shell.layers} .counts=${live.counts} .palette=${palette} .placeless=${live.placeless} .inventory=${live.inventory} .language=${language}></veedel-layers>
    </aside>
    ${shell.selected === null
      ? nothing
      : html`<aside class="side side-right" aria-label=${t('panel.label')}>
          <veedel-panel
            .city=${live.city} .thingId=${shell.selected} .inventory=${live.inventory} .serverNow=${live.serverNow} .palette=${palette}
            .language=${language} .revision=${shell.panelRevision}
          ></veedel-panel>
        </aside>`}`;
}

function tableView(shell: Shell): TemplateResult {
  const { live } = shell;
  return html`<veedel-table
    .city=${live.city} .inventory=${live.inventory} .layers=${shell.layers} .selected=${shell.selected} .serverNow=${live.serverNow}
    .revision=${live.pausedAt === null ? live.revision : -1} .language=${shell.language}
  ></veedel-table>`;
}
