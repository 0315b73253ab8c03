import type { PropertyValues, TemplateResult } from 'lit';
import { fetchBasemap, fetchSession, logout } from '../api/client';
import type { Session } from '../api/contract';
import { preferredLanguage, setLanguage, t, type Language } from '../i18n/i18n';
import type { ThemeId } from '../layers/themes';
import type { Change, City } from '../live/city';
import { LiveCity, type LoadState } from '../live/live-city';
import { CityMap } from '../map/city-map';
import type { GroundProblem } from '../map/ground-stage';
import { applyAppearance, onSystemChange, prefersStill, read, storeAppearance, storedAppearance, write } from '../theme/appearance';
import type { Palette } from '../theme/palette';
import { Address } from '../url/address';
import type { Appearance, ViewState } from '../url/view-state';
import { Announcer } from './announcer';
import { carryOut } from './commands';
import type { HelpDialog, LoginDialog } from './dialogs';
import { VeedelElement } from './element';
import { groundText } from './notices';
import { page } from './page';
import type { SearchBox } from './search-box';
import type { Shell } from './shell';
import { shortcuts } from './shortcuts';

const TOAST_MS = 6_000;
/** Read from five metres away. */
const WALL_SCALE = 1.9;

/** The whole page: holds the view and hands it, with what is known of the city, to the parts. */
export class VeedelApp extends VeedelElement implements Shell {
  static override properties = {
    layers: { state: true },
    selected: { state: true },
    table: { state: true },
    appearance: { state: true },
    language: { state: true },
    wall: { state: true },
    panelRevision: { state: true },
    session: { state: true },
    layersOpen: { state: true },
    toast: { state: true },
    groundProblem: { state: true },
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
  declare panelRevision: number;
  declare session: Session;
  declare layersOpen: boolean;
  declare toast: string | null;
  declare groundProblem: GroundProblem | null;
  declare mapFailed: boolean;
  declare keysOff: boolean;
  declare narrow: boolean;

  readonly live = new LiveCity({
    updated: () => this.requestUpdate(),
    changed: (change) => this.changed(change),
    loaded: (first) => this.loaded(first),
    announce: (text) => this.announcer.say(text),
    say: (text) => this.say(text),
  });
  cityMap: CityMap | null = null;
  palette: Palette;
  private basemapAsked = false;
  private readonly address = new Address();
  private readonly announcer = new Announcer(() => this.querySelector('#announcements'));

  constructor() {
    super();
    const view = this.address.read();
    const stored = read('veedel.language');
    this.language = view.language ?? (stored === 'de' || stored === 'en' ? stored : preferredLanguage(navigator.languages));
    setLanguage(this.language);
    this.appearance = view.appearance ?? storedAppearance();
    this.palette = applyAppearance(this.appearance);
    this.layers = view.layers;
    this.selected = view.selected;
    this.table = view.table;
    this.wall = view.wall;
    this.panelRevision = 0;
    this.session = { name: null, role: null };
    const narrow = matchMedia('(max-width: 900px)');
    this.narrow = narrow.matches;
    narrow.addEventListener('change', () => (this.narrow = narrow.matches));
    this.layersOpen = !this.narrow;
    this.toast = null;
    this.groundProblem = null;
    this.mapFailed = false;
    this.keysOff = read('veedel.keys') === 'off';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.address.onReturn((view) => this.restore(view));
    addEventListener('keydown', (event) => shortcuts(event, this.keysOff, (command) => carryOut(command, this)));
    onSystemChange(() => this.repaint());
    this.live.start();
    void fetchSession().then((session) => (this.session = session), () => {});
  }

  protected override firstUpdated(): void {
    try {
      this.cityMap = new CityMap(
        this.querySelector<HTMLElement>('#map')!,
        this.city,
        { palette: this.palette, layers: this.layers, selected: this.selected, scale: this.scale, still: prefersStill() },
        {
          select: (thing) => this.select(thing?.id ?? null),
          groundFailed: (problem) => this.groundFailed(problem),
        },
      );
      void this.bringBasemap();
    } catch (error) {
      console.warn('map:', error);
      this.mapFailed = true;
    }
  }

  get city(): City {
    return this.live.city;
  }

  get load(): LoadState {
    return this.live.load;
  }

  get pausedAt(): number | null {
    return this.live.pausedAt;
  }

  private get scale(): number {
    return this.wall ? WALL_SCALE : 1;
  }

  // --- what the city tells ----------------------------------------------------------------------

  private loaded(first: boolean): void {
    void this.bringBasemap();
    if (first && this.selected !== null && !location.hash.includes('map=')) this.goTo(this.selected);
  }

  private changed(change: Change): void {
    if (this.selected === null) return;
    const thing = this.city.find(this.selected);
    if (change.inventory || (thing && (change.values.has(thing) || change.moved.has(thing)))) this.panelRevision += 1;
  }

  /** Asked again after an outage: until the server has answered, the ground is not known. */
  private async bringBasemap(): Promise<void> {
    if (this.basemapAsked || !this.cityMap) return;
    this.basemapAsked = true;
    try {
      await this.cityMap.useBasemap(await fetchBasemap());
    } catch {
      this.basemapAsked = false;
    }
  }

  private groundFailed(problem: GroundProblem): void {
    this.groundProblem = problem;
    this.announcer.say(groundText(problem));
  }

  private say(text: string): void {
    this.toast = text;
    this.announcer.say(text);
    window.setTimeout(() => {
      if (this.toast === text) this.toast = null;
    }, TOAST_MS);
  }

  // --- what the reader does ---------------------------------------------------------------------

  select(id: string | null): void {
    if (id === this.selected) return;
    this.selected = id;
    this.remember(true);
    this.cityMap?.select(id);
    if (id !== null && this.narrow) this.layersOpen = false;
  }

  open(id: string): void {
    const thing = this.city.find(id);
    if (thing && !this.layers.has(thing.theme)) this.show(new Set([...this.layers, thing.theme]));
    this.select(id);
    this.goTo(id);
    void this.updateComplete.then(() => this.focusPanel());
  }

  private goTo(id: string): void {
    const thing = this.city.find(id);
    if (thing) this.cityMap?.goTo(thing);
  }

  show(layers: ReadonlySet<ThemeId>): void {
    this.layers = layers;
    this.cityMap?.show(layers);
    this.remember(false);
  }

  toggle(id: ThemeId): void {
    const layers = new Set(this.layers);
    const on = !layers.delete(id);
    if (on) layers.add(id);
    this.show(layers);
    this.announcer.say(t(on ? 'announce.layerOn' : 'announce.layerOff', { theme: t(`theme.${id}`) }));
  }

  openLayers(open: boolean): void {
    this.layersOpen = open;
  }

  showTable(table: boolean): void {
    this.table = table;
    this.remember(true);
    if (!table) void this.updateComplete.then(() => this.cityMap?.map.resize());
  }

  /** From the link that skips the map. */
  readTable(): void {
    this.showTable(true);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.table-filter input')?.focus());
  }

  pause(paused: boolean): void {
    this.live.pause(paused);
  }

  setAppearance(appearance: Appearance): void {
    this.appearance = appearance;
    this.address.forget('appearance');
    storeAppearance(appearance);
    this.repaint();
    this.remember(false);
  }

  private repaint(): void {
    this.palette = applyAppearance(this.appearance);
    this.cityMap?.paint(this.palette, this.scale);
    this.requestUpdate();
  }

  speak(language: Language): void {
    this.language = language;
    this.address.forget('language');
    setLanguage(language);
    write('veedel.language', language);
    this.cityMap?.relabel();
    this.cityMap?.select(this.selected);
    this.remember(false);
  }

  setWall(wall: boolean): void {
    this.wall = wall;
    this.cityMap?.paint(this.palette, this.scale);
    this.remember(true);
    void this.updateComplete.then(() => this.cityMap?.map.resize());
  }

  setKeysOff(off: boolean): void {
    this.keysOff = off;
    write('veedel.keys', off ? 'off' : 'on');
  }

  focusSearch(): void {
    this.querySelector<SearchBox>('veedel-search')?.focus();
  }

  focusPanel(): void {
    this.querySelector<HTMLElement>('.panel')?.focus();
  }

  closeGroundProblem(): void {
    this.groundProblem = null;
  }

  openHelp(): void {
    this.querySelector<HelpDialog>('veedel-help')?.open();
  }

  signIn(): void {
    this.querySelector<LoginDialog>('veedel-login')?.open();
  }

  signOut(): void {
    void logout().catch(() => {}).then(() => location.reload());
  }

  signedIn(session: Session): void {
    this.session = session;
    this.live.restart();
  }

  private remember(step: boolean): void {
    const { layers, selected, table, wall, appearance, language } = this;
    this.address.remember({ layers, selected, table, wall }, { appearance, language }, step);
  }

  private restore(view: ViewState): void {
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
    return page(this);
  }
}

customElements.define('veedel-app', VeedelApp);
