import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ApiError, fetchBasemap, fetchSession, fetchThings, logout } from '../api/client';
import type { Session } from '../api/contract';
import { clockText, dayText, durationText, minuteText } from '../i18n/format';
import { currentLanguage, preferredLanguage, setLanguage, t, type Language } from '../i18n/i18n';
import '../layers/layer-list';
import type { LayerCount } from '../layers/layer-list';
import { THEME_IDS, THEMES, type ThemeId } from '../layers/themes';
import { City, type Change } from '../live/city';
import { ServerClock } from '../live/clock';
import { LiveConnection, type ConnectionStatus } from '../live/connection';
import { isLive } from '../live/freshness';
import { CityMap } from '../map/city-map';
import '../panel/thing-panel';
import '../table/thing-table';
import { applyAppearance, onSystemChange, prefersStill, read, storeAppearance, storedAppearance, write } from '../theme/appearance';
import type { Palette } from '../theme/palette';
import { readViewState, writeViewState, type Appearance } from '../url/view-state';
import { Announcer } from './announcer';
import './connection-chip';
import './dialogs';
import type { HelpDialog, LoginDialog } from './dialogs';
import { VeedelElement } from './element';
import { icon, LOGO, themeIcon, type IconName } from './icons';
import { noMap, notice, type LoadState, type NoticeActions } from './notices';
import './search-box';
import type { SearchBox } from './search-box';
import { shortcuts, type Command } from './shortcuts';

const SLOW_AFTER_MS = 10_000;
const RETRY_LOAD_MS = 5_000;
/** New dictionary entries come in bursts when many devices are added. */
const RELOAD_AFTER_MS = 2_000;
const CAUGHT_UP_MS = 6_000;
/** Read from five metres away. */
const WALL_SCALE = 1.9;

/** The whole page: holds the view, listens to the city, hands both to the parts. */
export class VeedelApp extends VeedelElement {
  static override properties = {
    layers: { state: true },
    selected: { state: true },
    table: { state: true },
    appearance: { state: true },
    language: { state: true },
    wall: { state: true },
    load: { state: true },
    status: { state: true },
    caughtUp: { state: true },
    pausedAt: { state: true },
    now: { state: true },
    counts: { state: true },
    revision: { state: true },
    panelRevision: { state: true },
    session: { state: true },
    layersOpen: { state: true },
    toast: { state: true },
    mapFailed: { state: true },
    keysOff: { state: true },
    narrow: { state: true },
  };

  declare layers: ReadonlySet<ThemeId>;
  declare selected: string | null;
  declare table: boolean;
  declare appearance: Appearance;
  declare language: Language;
  declare wall: boolean;
  declare load: LoadState;
  declare status: ConnectionStatus;
  declare caughtUp: boolean;
  declare pausedAt: number | null;
  declare now: number;
  declare counts: ReadonlyMap<ThemeId, LayerCount>;
  declare revision: number;
  declare panelRevision: number;
  declare session: Session;
  declare layersOpen: boolean;
  declare toast: string | null;
  declare mapFailed: boolean;
  declare keysOff: boolean;
  declare narrow: boolean;

  readonly clock = new ServerClock();
  readonly city = new City(this.clock);
  cityMap: CityMap | null = null;
  private palette: Palette;
  private connection: LiveConnection | null = null;
  private dictionary = 0;
  private reloadTimer = 0;
  private languageAsked: Language | null;
  private appearanceAsked: Appearance | null;
  private readonly announcer = new Announcer(() => this.querySelector('#announcements'));

  constructor() {
    super();
    const view = readViewState(location.search);
    this.languageAsked = view.language;
    this.appearanceAsked = view.appearance;
    const stored = read('veedel.language');
    this.language = view.language ?? (stored === 'de' || stored === 'en' ? stored : preferredLanguage(navigator.languages));
    setLanguage(this.language);
    this.appearance = view.appearance ?? storedAppearance();
    this.palette = applyAppearance(this.appearance);
    this.layers = view.layers;
    this.selected = view.selected;
    this.table = view.table;
    this.wall = view.wall;
    this.load = { kind: 'loading', slow: false };
    this.status = { state: 'connecting', cause: 'none', heardAt: null, retryAt: null };
    this.caughtUp = false;
    this.pausedAt = null;
    this.now = Date.now();
    this.counts = new Map();
    this.revision = 0;
    this.panelRevision = 0;
    this.session = { name: null, role: null };
    const narrow = matchMedia('(max-width: 900px)');
    this.narrow = narrow.matches;
    narrow.addEventListener('change', () => (this.narrow = narrow.matches));
    this.layersOpen = !this.narrow;
    this.toast = null;
    this.mapFailed = false;
    this.keysOff = read('veedel.keys') === 'off';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.city.subscribe((change) => this.changed(change));
    this.city.onUnknown = () => this.reloadSoon();
    window.setInterval(() => this.everySecond(), 1_000);
    addEventListener('popstate', () => this.restore());
    addEventListener('keydown', (event) => shortcuts(event, this.keysOff, (command) => this.command(command)));
    onSystemChange(() => this.repaint());
    void this.loadCity();
    void fetchSession().then((session) => (this.session = session), () => {});
  }

  protected override firstUpdated(): void {
    void this.startMap();
  }

  private async startMap(): Promise<void> {
    const container = this.querySelector<HTMLElement>('#map')!;
    const basemap = await Promise.race([
      fetchBasemap(),
      // The ground must not wait for a slow server.
      new Promise<{ kind: 'builtin' }>((resolve) => window.setTimeout(() => resolve({ kind: 'builtin' }), 600)),
    ]);
    try {
      this.cityMap = new CityMap(
        container,
        this.city,
        { palette: this.palette, layers: this.layers, selected: this.selected, scale: this.scale, still: prefersStill() },
        basemap,
        {
          select: (thing) => this.select(thing?.id ?? null),
          groundFailed: () => this.say(t('state.basemap')),
        },
      );
    } catch (error) {
      console.warn('map:', error);
      this.mapFailed = true;
    }
  }

  private async loadCity(): Promise<void> {
    const slow = window.setTimeout(() => {
      if (this.load.kind === 'loading') this.load = { kind: 'loading', slow: true };
    }, SLOW_AFTER_MS);
    try {
      const things = await fetchThings();
      this.city.load(things);
      const first = this.load.kind !== 'ready';
      this.load = { kind: this.city.things.length === 0 ? 'empty' : 'ready' };
      if (first && this.city.things.length > 0) this.announcer.say(t('announce.loaded', { n: this.city.things.length }));
      this.count();
      this.connect();
      if (first && this.selected !== null && !location.hash.includes('map=')) this.goTo(this.selected);
    } catch (error) {
      this.failed(error);
    } finally {
      clearTimeout(slow);
    }
  }

  private failed(error: unknown): void {
    if (this.load.kind === 'ready') return; // a reload failed; what is shown stays, the chip tells the rest
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
      this.load = { kind: 'forbidden' };
      return;
    }
    this.load = { kind: 'error', detail: error instanceof Error ? error.message : String(error), retryAt: Date.now() + RETRY_LOAD_MS };
    clearTimeout(this.reloadTimer);
    this.reloadTimer = window.setTimeout(() => void this.loadCity(), RETRY_LOAD_MS);
  }

  private reloadSoon(): void {
    clearTimeout(this.reloadTimer);
    this.reloadTimer = window.setTimeout(() => void this.loadCity(), RELOAD_AFTER_MS);
  }

  private connect(): void {
    if (this.connection) return;
    this.connection = new LiveConnection('api/v1/live', this.clock, {
      snapshot: (values) => this.city.apply(values),
      delta: (values) => this.city.apply(values),
      positions: (positions) => this.city.move(positions),
      dictionary: (version) => {
        if (this.dictionary !== 0 && version !== this.dictionary) this.reloadSoon();
        this.dictionary = version;
      },
      status: (status) => this.connectionChanged(status),
      caughtUp: (away) => this.showCaughtUp(away),
    });
    this.connection.start();
  }

  private connectionChanged(status: ConnectionStatus): void {
    if (status.state === 'lost' && this.status.state !== 'lost') this.announcer.say(t('conn.announce.lost'));
    if (status.state === 'live' && this.status.state === 'lost') this.announcer.say(t('conn.announce.live'));
    this.status = status;
  }

  private showCaughtUp(away: number): void {
    this.caughtUp = true;
    window.setTimeout(() => (this.caughtUp = false), CAUGHT_UP_MS);
    this.say(t('conn.toast', { duration: durationText(away) }));
  }

  private say(text: string): void {
    this.toast = text;
    this.announcer.say(text);
    window.setTimeout(() => {
      if (this.toast === text) this.toast = null;
    }, CAUGHT_UP_MS);
  }

  private changed(change: Change): void {
    if (change.inventory && this.city.things.length > 0) this.load = { kind: 'ready' };
    if (change.inventory) this.revision += 1;
    if (this.selected === null) return;
    const thing = this.city.find(this.selected);
    if (change.inventory || (thing && (change.values.has(thing) || change.moved.has(thing)))) this.panelRevision += 1;
  }

  private everySecond(): void {
    if (document.visibilityState === 'hidden') return;
    if (this.pausedAt === null) this.city.tick();
    this.now = Date.now();
    this.revision += 1;
    this.count();
  }

  private count(): void {
    const counts = new Map<ThemeId, LayerCount>(THEME_IDS.map((id) => [id, { live: 0, total: 0 }]));
    for (const thing of this.city.things) {
      const count = counts.get(thing.theme)!;
      count.total += 1;
      if (isLive(this.city.assessment(thing).freshness)) count.live += 1;
    }
    this.counts = counts;
  }

  private get placeless(): number {
    return this.city.things.reduce((sum, thing) => sum + (thing.lon === null ? 1 : 0), 0);
  }

  private get scale(): number {
    return this.wall ? WALL_SCALE : 1;
  }

  /** Server time, standing still while paused. */
  private get serverNow(): number {
    return this.pausedAt ?? this.now + this.clock.offset;
  }

  // --- what the reader does ---------------------------------------------------------------------

  private select(id: string | null): void {
    if (id === this.selected) return;
    this.selected = id;
    this.remember(true);
    this.cityMap?.select(id);
    if (id !== null && this.narrow) this.layersOpen = false;
  }

  private open(id: string): void {
    const thing = this.city.find(id);
    if (thing && !this.layers.has(thing.theme)) this.show(new Set([...this.layers, thing.theme]));
    this.select(id);
    this.goTo(id);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.panel')?.focus());
  }

  private goTo(id: string): void {
    const thing = this.city.find(id);
    if (thing) this.cityMap?.goTo(thing);
  }

  private show(layers: ReadonlySet<ThemeId>): void {
    this.layers = layers;
    this.cityMap?.show(layers);
    this.remember(false);
  }

  private toggle(id: ThemeId): void {
    const layers = new Set(this.layers);
    const on = !layers.delete(id);
    if (on) layers.add(id);
    this.show(layers);
    this.announcer.say(t(on ? 'announce.layerOn' : 'announce.layerOff', { theme: t(`theme.${id}`) }));
  }

  private showTable(table: boolean): void {
    this.table = table;
    this.remember(true);
    if (!table) void this.updateComplete.then(() => this.cityMap?.map.resize());
  }

  private setPaused(paused: boolean): void {
    this.pausedAt = paused ? this.clock.now() : null;
    this.city.paused = paused;
  }

  private setAppearance(appearance: Appearance): void {
    this.appearance = appearance;
    this.appearanceAsked = null;
    storeAppearance(appearance);
    this.repaint();
    this.remember(false);
  }

  private repaint(): void {
    this.palette = applyAppearance(this.appearance);
    this.cityMap?.paint(this.palette, this.scale);
    this.requestUpdate();
  }

  private speak(language: Language): void {
    this.language = language;
    this.languageAsked = null;
    setLanguage(language);
    write('veedel.language', language);
    this.cityMap?.relabel();
    this.cityMap?.select(this.selected);
    this.remember(false);
  }

  private setWall(wall: boolean): void {
    this.wall = wall;
    this.cityMap?.paint(this.palette, this.scale);
    this.remember(true);
    void this.updateComplete.then(() => this.cityMap?.map.resize());
  }

  private async signOut(): Promise<void> {
    await logout().catch(() => {});
    location.reload();
  }

  private command(command: Command): void {
    switch (command.do) {
      case 'search':
        return this.querySelector<SearchBox>('veedel-search')?.focus();
      case 'layer':
        return this.toggle(THEMES[command.index]!.id);
      case 'close':
        if (this.wall) return this.setWall(false);
        return this.select(null);
      case 'table':
        return this.showTable(!this.table);
      case 'appearance':
        return this.setAppearance(this.palette.dark ? 'light' : 'dark');
      case 'live':
        this.setPaused(false);
        return this.connection?.retryNow();
      case 'pause':
        return this.setPaused(this.pausedAt === null);
      case 'wall':
        return this.setWall(!this.wall);
      case 'help':
        return this.querySelector<HelpDialog>('veedel-help')?.open();
      case 'step':
        return this.step(command.by);
      case 'open':
        return this.querySelector<HTMLElement>('.panel')?.focus();
    }
  }

  private step(by: number): void {
    const things = this.cityMap?.overlay.inView() ?? [];
    if (things.length === 0) return;
    const at = things.findIndex((thing) => thing.id === this.selected);
    this.select(things[at < 0 ? (by > 0 ? 0 : things.length - 1) : (at + by + things.length) % things.length]!.id);
  }

  // --- the address ------------------------------------------------------------------------------

  private remember(step: boolean): void {
    const search = writeViewState(
      {
        layers: this.layers,
        selected: this.selected,
        table: this.table,
        wall: this.wall,
        appearance: this.appearanceAsked ?? (this.appearance === 'system' ? null : this.appearance),
        language: this.languageAsked ?? (this.language === preferredLanguage(navigator.languages) ? null : this.language),
      },
      location.search,
    );
    const url = `${location.pathname}${search}${location.hash}`;
    if (step) history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  }

  private restore(): void {
    const view = readViewState(location.search);
    this.layers = view.layers;
    this.selected = view.selected;
    this.table = view.table;
    this.wall = view.wall;
    this.cityMap?.show(view.layers);
    this.cityMap?.select(view.selected);
    this.cityMap?.paint(this.palette, this.scale);
    void this.updateComplete.then(() => this.cityMap?.map.resize());
  }

  // --- what is seen -----------------------------------------------------------------------------

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('language')) document.title = t('app.title');
  }

  protected override render(): TemplateResult {
    const lost = this.status.state === 'lost' && this.load.kind === 'ready';
    return html`
      <a class="skip" href="#stage" @click=${(event: Event) => {
        event.preventDefault();
        this.showTable(true);
        void this.updateComplete.then(() => this.querySelector<HTMLElement>('.table-filter input')?.focus());
      }}>${t('app.skip')}</a>
      <div
        class="app ${this.table ? 'is-table' : ''} ${this.wall ? 'is-wall' : ''} ${lost ? 'is-lost' : ''} ${this.selected !== null ? 'has-panel' : ''} ${this.layersOpen ? 'has-layers' : ''}"
        @thing-open=${(event: CustomEvent<string>) => this.open(event.detail)}
        @layer-toggle=${(event: CustomEvent<ThemeId>) => this.toggle(event.detail)}
        @layers-all=${(event: CustomEvent<boolean>) => this.show(new Set(event.detail ? THEME_IDS : []))}
        @layers-close=${() => (this.layersOpen = false)}
        @panel-close=${() => this.select(null)}
        @retry=${() => this.connection?.retryNow()}
        @signed-in=${(event: CustomEvent<Session>) => this.signedIn(event.detail)}
        @keys-off=${(event: CustomEvent<boolean>) => this.setKeysOff(event.detail)}
      >
        ${this.wall ? this.wallBar() : this.topBar()}
        <main id="stage" class="stage">
          <div id="map" class="map" ?inert=${this.table}></div>
          ${this.mapFailed && !this.table && this.load.kind === 'ready' ? noMap(this.actions) : nothing}
          ${this.table ? this.tableView() : nothing}
          ${notice(this.load, this.now, this.actions)}
          ${lost ? this.lostBanner() : nothing}
          ${this.toast !== null ? html`<div class="toast">${icon('retry', 18)}${this.toast}</div>` : nothing}
        </main>
        ${this.wall ? this.wallCounts() : this.sides()}
        <div id="announcements" class="visually-hidden" aria-live="polite"></div>
        <veedel-login .language=${this.language}></veedel-login>
        <veedel-help .language=${this.language} .keysOff=${this.keysOff}></veedel-help>
      </div>`;
  }

  private readonly actions: NoticeActions = {
    retry: () => {
      clearTimeout(this.reloadTimer);
      void this.loadCity();
    },
    signIn: () => this.querySelector<LoginDialog>('veedel-login')?.open(),
    table: () => this.showTable(true),
  };

  private signedIn(session: Session): void {
    this.session = session;
    this.load = { kind: 'loading', slow: false };
    void this.loadCity();
  }

  private setKeysOff(off: boolean): void {
    this.keysOff = off;
    write('veedel.keys', off ? 'off' : 'on');
  }

  private chip(): TemplateResult {
    return html`<veedel-chip
      .status=${this.status} .caughtUp=${this.caughtUp} .pausedAt=${this.pausedAt} .now=${this.now}
      .serverNow=${this.serverNow} .heardAt=${this.connection?.lastHeardAt ?? null} .language=${this.language}
    ></veedel-chip>`;
  }

  private topBar(): TemplateResult {
    return html`<header class="topbar">
      <div class="brand">${LOGO}<h1><span>${t('app.name')}</span> <small>${t('app.city')}</small></h1></div>
      <veedel-search .city=${this.city} .language=${this.language}></veedel-search>
      <div class="topbar-right">
        ${this.chip()}
        ${this.tool('layers', t(this.layersOpen ? 'layers.close' : 'layers.open'), () => (this.layersOpen = !this.layersOpen), 'layers-open')}
        <span class="divider" aria-hidden="true"></span>
        ${this.narrow ? nothing : this.tools()}
      </div>
    </header>`;
  }

  private tool(name: IconName, label: string, act: () => void, extra = ''): TemplateResult {
    return html`<button class="icon-button ${extra}" aria-label=${label} title=${label} @click=${act}>${icon(name)}</button>`;
  }

  /** In the bar where there is room, above the layers where there is not. */
  private tools(): TemplateResult {
    const next = ({ system: 'light', light: 'dark', dark: 'system' } as const)[this.appearance];
    const appearanceIcon = ({ system: 'auto', light: 'sun', dark: 'moon' } as const)[this.appearance];
    const running = this.pausedAt === null;
    return html`<div class="tools">
      ${this.tool(running ? 'pause' : 'play', t(running ? 'action.pause' : 'action.resume'), () => this.setPaused(running))}
      ${this.tool(this.table ? 'map' : 'table', t(this.table ? 'action.map' : 'action.table'), () => this.showTable(!this.table))}
      ${this.tool(appearanceIcon, t('action.theme', { name: t(`action.theme.${this.appearance}`) }), () => this.setAppearance(next))}
      <button class="icon-button text-button" lang=${currentLanguage() === 'de' ? 'en' : 'de'} aria-label="${this.language === 'de' ? 'EN' : 'DE'} · ${t('action.language')}" title=${t('action.language')} @click=${() => this.speak(this.language === 'de' ? 'en' : 'de')}>${this.language === 'de' ? 'EN' : 'DE'}</button>
      ${this.tool('wall', t('action.wall'), () => this.setWall(true), 'wide-only')}
      ${this.tool('help', t('action.help'), () => this.querySelector<HelpDialog>('veedel-help')?.open())}
      ${this.session.name === null
        ? this.tool('user', t('action.login'), () => this.actions.signIn())
        : this.tool('user', t('action.logout', { name: this.session.name }), () => void this.signOut(), 'is-signed-in')}
    </div>`;
  }

  private sides(): TemplateResult {
    return html`
      <aside class="side side-left" aria-label=${t('layers.title')} ?hidden=${!this.layersOpen}>
        ${this.narrow ? this.tools() : nothing}
        <veedel-layers .layers=${this.layers} .counts=${this.counts} .palette=${this.palette} .placeless=${this.placeless} .loading=${this.load.kind !== 'ready' && this.load.kind !== 'empty'} .language=${this.language}></veedel-layers>
      </aside>
      ${this.selected === null
        ? nothing
        : html`<aside class="side side-right" aria-label=${t('panel.label')}>
            <veedel-panel
              .city=${this.city} .thingId=${this.selected} .serverNow=${this.serverNow} .palette=${this.palette}
              .language=${this.language} .revision=${this.panelRevision}
            ></veedel-panel>
          </aside>`}`;
  }

  private tableView(): TemplateResult {
    return html`<veedel-table
      .city=${this.city} .layers=${this.layers} .selected=${this.selected} .serverNow=${this.serverNow}
      .revision=${this.pausedAt === null ? this.revision : -1} .language=${this.language}
    ></veedel-table>`;
  }

  private lostBanner(): TemplateResult {
    const heard = this.status.heardAt;
    return html`<div class="lost-banner">
      <strong>${heard === null ? t('conn.lost') : t('conn.lostSince', { time: clockText(heard + this.clock.offset) })}</strong>
      <span>${t(`conn.cause.${this.status.cause}`)}</span>
    </div>`;
  }

  private wallBar(): TemplateResult {
    let live = 0;
    let total = 0;
    for (const count of this.counts.values()) {
      live += count.live;
      total += count.total;
    }
    return html`<header class="wallbar">
      <div class="brand">${LOGO}<h1><span>${t('app.name')}</span> <small>${t('app.city')}</small></h1></div>
      <p class="wall-live tabular">${t('wall.live', { live, total })}</p>
      ${this.chip()}
      <p class="wall-clock"><span class="tabular">${minuteText(this.serverNow)}</span><small>${dayText(this.serverNow)}</small></p>
      <button class="icon-button wall-exit" aria-label=${t('wall.exit')} title=${t('wall.exit')} @click=${() => this.setWall(false)}>${icon('close')}</button>
    </header>`;
  }

  private wallCounts(): TemplateResult {
    return html`<aside class="wall-counts" aria-label=${t('layers.title')}>
      ${THEMES.filter((theme) => this.layers.has(theme.id)).map((theme) => {
        const count = this.counts.get(theme.id) ?? { live: 0, total: 0 };
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
}

customElements.define('veedel-app', VeedelApp);
