import { ApiError, fetchThings } from '../api/client';
import { durationText } from '../i18n/format';
import { t } from '../i18n/i18n';
import { countLayers, type LayerCount } from '../layers/counts';
import type { ThemeId } from '../layers/themes';
import { City, type Change } from './city';
import { ServerClock } from './clock';
import { LiveConnection, type ConnectionStatus } from './connection';

const SLOW_AFTER_MS = 10_000;
const RETRY_LOAD_MS = 5_000;
/** New dictionary entries come in bursts when many devices are added. */
const RELOAD_AFTER_MS = 2_000;
const CAUGHT_UP_MS = 6_000;

/** The city as a whole: what can be said before any sensor is shown. */
export type LoadState =
  | { kind: 'loading'; slow: boolean }
  | { kind: 'ready' }
  | { kind: 'empty' }
  /** `answered`: the server is there, but has no sensors to tell of now. */
  | { kind: 'error'; answered: boolean; detail: string; retryAt: number }
  | { kind: 'forbidden' };

/** Whether it is known which sensors there are: nothing may be said of them before. */
export type Inventory = 'loading' | 'unknown' | 'known';

export interface LiveCityListener {
  /** Something of what is public here is another: draw again. */
  updated(): void;
  changed(change: Change): void;
  /** The inventory is there; `first` when there was none before. */
  loaded(first: boolean): void;
  /** For screen readers. */
  announce(text: string): void;
  /** For everybody, for a moment. */
  say(text: string): void;
}

/** What the page knows and how it stays true: the inventory, the stream, time, and the pause. */
export class LiveCity {
  readonly clock = new ServerClock();
  readonly city = new City(this.clock);
  load: LoadState = { kind: 'loading', slow: false };
  status: ConnectionStatus = { state: 'connecting', cause: 'none', heardAt: null, retryAt: null };
  caughtUp = false;
  /** Server time at which the reader stopped the picture, milliseconds since 1970. */
  pausedAt: number | null = null;
  now = Date.now();
  counts: ReadonlyMap<ThemeId, LayerCount> = new Map();
  /** Counts up whenever the table has to be read again. */
  revision = 0;
  private connection: LiveConnection | null = null;
  private dictionary = 0;
  private reloadTimer = 0;

  constructor(private readonly on: LiveCityListener) {}

  start(): void {
    this.city.subscribe((change) => this.changed(change));
    this.city.onUnknown = () => this.reloadSoon();
    window.setInterval(() => this.everySecond(), 1_000);
    void this.fetch();
  }

  get inventory(): Inventory {
    if (this.load.kind === 'ready' || this.load.kind === 'empty') return 'known';
    return this.load.kind === 'loading' ? 'loading' : 'unknown';
  }

  /** Server time, standing still while paused. */
  get serverNow(): number {
    return this.pausedAt ?? this.now + this.clock.offset;
  }

  get heardAt(): number | null {
    return this.connection?.lastHeardAt ?? null;
  }

  get placeless(): number {
    return this.city.things.reduce((sum, thing) => sum + (thing.lon === null ? 1 : 0), 0);
  }

  /** The inventory again, at once. */
  retry(): void {
    clearTimeout(this.reloadTimer);
    void this.fetch();
  }

  /** The stream again, at once. */
  reconnect(): void {
    this.connection?.retryNow();
  }

  /** After another account has signed in. */
  restart(): void {
    this.become({ kind: 'loading', slow: false });
    void this.fetch();
  }

  pause(paused: boolean): void {
    this.pausedAt = paused ? this.clock.now() : null;
    this.city.paused = paused;
    this.on.updated();
  }

  private become(load: LoadState): void {
    this.load = load;
    this.on.updated();
  }

  private async fetch(): Promise<void> {
    const slow = window.setTimeout(() => {
      if (this.load.kind === 'loading') this.become({ kind: 'loading', slow: true });
    }, SLOW_AFTER_MS);
    try {
      const things = await fetchThings();
      this.city.load(things);
      const first = this.load.kind !== 'ready';
      const n = this.city.things.length;
      this.become({ kind: n === 0 ? 'empty' : 'ready' });
      if (first && n > 0) this.on.announce(t('announce.loaded', { n }));
      this.count();
      this.connect();
      this.on.loaded(first);
    } catch (error) {
      this.failed(error);
    } finally {
      clearTimeout(slow);
    }
  }

  private failed(error: unknown): void {
    if (this.load.kind === 'ready') return; // a reload failed; what is shown stays, the chip tells the rest
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
      this.become({ kind: 'forbidden' });
      return;
    }
    this.become({
      kind: 'error',
      answered: error instanceof ApiError,
      detail: error instanceof Error ? error.message : String(error),
      retryAt: Date.now() + RETRY_LOAD_MS,
    });
    clearTimeout(this.reloadTimer);
    this.reloadTimer = window.setTimeout(() => void this.fetch(), RETRY_LOAD_MS);
  }

  private reloadSoon(): void {
    clearTimeout(this.reloadTimer);
    this.reloadTimer = window.setTimeout(() => void this.fetch(), RELOAD_AFTER_MS);
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
    if (status.state === 'lost' && this.status.state !== 'lost') this.on.announce(t('conn.announce.lost'));
    if (status.state === 'live' && this.status.state === 'lost') this.on.announce(t('conn.announce.live'));
    this.status = status;
    this.on.updated();
  }

  private showCaughtUp(away: number): void {
    this.caughtUp = true;
    window.setTimeout(() => {
      this.caughtUp = false;
      this.on.updated();
    }, CAUGHT_UP_MS);
    this.on.say(t('conn.toast', { duration: durationText(away) }));
  }

  private changed(change: Change): void {
    if (change.inventory) {
      if (this.city.things.length > 0) this.load = { kind: 'ready' };
      this.revision += 1;
      this.on.updated();
    }
    this.on.changed(change);
  }

  private everySecond(): void {
    if (document.visibilityState === 'hidden') return;
    if (this.pausedAt === null) this.city.tick();
    this.now = Date.now();
    this.revision += 1;
    this.count();
  }

  private count(): void {
    this.counts = countLayers(this.city);
    this.on.updated();
  }
}
