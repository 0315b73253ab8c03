import type { Session } from '../api/contract';
import type { Language } from '../i18n/i18n';
import type { ThemeId } from '../layers/themes';
import type { LiveCity } from '../live/live-city';
import type { CityMap } from '../map/city-map';
import type { GroundProblem } from '../map/ground-stage';
import type { Palette } from '../theme/palette';
import type { Appearance } from '../url/view-state';

/** What the parts of the page show, and what they can ask for. */
export interface Shell {
  readonly live: LiveCity;
  readonly cityMap: CityMap | null;
  readonly layers: ReadonlySet<ThemeId>;
  /** Thing id. */
  readonly selected: string | null;
  readonly table: boolean;
  readonly wall: boolean;
  readonly narrow: boolean;
  readonly layersOpen: boolean;
  readonly appearance: Appearance;
  readonly palette: Palette;
  readonly language: Language;
  readonly session: Session;
  readonly panelRevision: number;
  readonly toast: string | null;
  readonly groundProblem: GroundProblem | null;
  readonly mapFailed: boolean;
  readonly keysOff: boolean;

  select(id: string | null): void;
  /** Selects, and brings it into view. */
  open(id: string): void;
  show(layers: ReadonlySet<ThemeId>): void;
  toggle(id: ThemeId): void;
  openLayers(open: boolean): void;
  pause(paused: boolean): void;
  showTable(table: boolean): void;
  readTable(): void;
  setAppearance(appearance: Appearance): void;
  speak(language: Language): void;
  setWall(wall: boolean): void;
  setKeysOff(off: boolean): void;
  focusSearch(): void;
  focusPanel(): void;
  closeGroundProblem(): void;
  openHelp(): void;
  signIn(): void;
  signedIn(session: Session): void;
  signOut(): void;
}
