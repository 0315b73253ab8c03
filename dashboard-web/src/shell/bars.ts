/** The bars around the map, drawn from what the shell knows; every act goes back to it. */
import { html, nothing, type TemplateResult } from 'lit';
import { clockText, dayText, minuteText } from '../i18n/format';
import { t } from '../i18n/i18n';
import { THEMES } from '../layers/themes';
import type { LiveCity } from '../live/live-city';
import './connection-chip';
import { icon, LOGO, themeIcon, type IconName } from './icons';
import './search-box';
import type { Shell } from './shell';

const BRAND = () => html`<div class="brand">${LOGO}<h1><span>${t('app.name')}</span> <small>${t('app.city')}</small></h1></div>`;

function chip({ live, language }: Shell): TemplateResult {
  return html`<veedel-chip
    .status=${live.status} .caughtUp=${live.caughtUp} .pausedAt=${live.pausedAt} .now=${live.now}
    .serverNow=${live.serverNow} .heardAt=${live.heardAt} .language=${language}
  ></veedel-chip>`;
}

export function topBar(shell: Shell): TemplateResult {
  return html`<header class="topbar">
    ${BRAND()}
    <veedel-search .city=${shell.live.city} .inventory=${shell.live.inventory} .language=${shell.language}></veedel-search>
    <div class="topbar-right">
      ${chip(shell)}
      ${tool('layers', t(shell.layersOpen ? 'layers.close' : 'layers.open'), () => shell.openLayers(!shell.layersOpen), 'layers-open')}
      <span class="divider" aria-hidden="true"></span>
      ${shell.narrow ? nothing : tools(shell)}
    </div>
  </header>`;
}

function tool(name: IconName, label: string, act: () => void, extra = ''): TemplateResult {
  return html`<button class="icon-button ${extra}" aria-label=${label} title=${label} @click=${act}>${icon(name)}</button>`;
}

/** In the bar where there is room, above the layers where there is not. */
export function tools(shell: Shell): TemplateResult {
  const next = ({ system: 'light', light: 'dark', dark: 'system' } as const)[shell.appearance];
  const appearanceIcon = ({ system: 'auto', light: 'sun', dark: 'moon' } as const)[shell.appearance];
  const running = shell.live.pausedAt === null;
  const other = shell.language === 'de' ? 'en' : 'de';
  return html`<div class="tools">
    ${tool(running ? 'pause' : 'play', t(running ? 'action.pause' : 'action.resume'), () => shell.pause(running))}
    ${tool(shell.table ? 'map' : 'table', t(shell.table ? 'action.map' : 'action.table'), () => shell.showTable(!shell.table))}
    ${tool(appearanceIcon, t('action.theme', { name: t(`action.theme.${shell.appearance}`) }), () => shell.setAppearance(next))}
    <button class="icon-button text-button" lang=${other} aria-label="${other.toUpperCase()} · ${t('action.language')}" title=${t('action.language')} @click=${() => shell.speak(other)}>${other.toUpperCase()}</button>
    ${tool('wall', t('action.wall'), () => shell.setWall(true), 'wide-only')}
    ${tool('help', t('action.help'), () => shell.openHelp())}
    ${shell.session.name === null
      ? tool('user', t('action.login'), () => shell.signIn())
      : tool('user', t('action.logout', { name: shell.session.name }), () => shell.signOut(), 'is-signed-in')}
  </div>`;
}

export function lostBanner({ status, clock }: LiveCity): TemplateResult {
  const heard = status.heardAt;
  return html`<div class="lost-banner">
    <strong>${heard === null ? t('conn.lost') : t('conn.lostSince', { time: clockText(heard + clock.offset) })}</strong>
    <span>${t(`conn.cause.${status.cause}`)}</span>
  </div>`;
}

export function wallBar(shell: Shell): TemplateResult {
  const { live } = shell;
  let speaking = 0;
  let total = 0;
  for (const count of live.counts.values()) {
    speaking += count.live;
    total += count.total;
  }
  return html`<header class="wallbar">
    ${BRAND()}
    <p class="wall-live tabular">${live.inventory === 'known' ? t('wall.live', { live: speaking, total }) : t('wall.unknown')}</p>
    ${chip(shell)}
    <p class="wall-clock"><span class="tabular">${minuteText(live.serverNow)}</span><small>${dayText(live.serverNow)}</small></p>
    <button class="icon-button wall-exit" aria-label=${t('wall.exit')} title=${t('wall.exit')} @click=${() => shell.setWall(false)}>${icon('close')}</button>
  </header>`;
}

export function wallCounts(shell: Shell): TemplateResult {
  return html`<aside class="wall-counts" aria-label=${t('layers.title')}>
    ${THEMES.filter((theme) => shell.layers.has(theme.id)).map((theme) => {
      const count = shell.live.counts.get(theme.id) ?? { live: 0, total: 0 };
      if (count.total === 0) return nothing;
      return html`<div class="wall-count">
        <span class="layer-icon">${themeIcon(theme.id, 26)}</span>
        <span><span class="wall-name">${t(`theme.${theme.id}`)}</span>
        <span class="wall-number tabular">${count.live}<small>/${count.total}</small></span></span>
        ${count.live < count.total ? html`<span class="layer-warning">${icon('warning', 22)}<span class="visually-hidden">${t('layers.warning', { n: count.total - count.live })}</span></span>` : nothing}
      </div>`;
    })}
  </aside>`;
}
