import type { LiveHello, LivePositions, LiveValues } from '../api/contract';
import type { ServerClock } from './clock';
import { EventStreamParser, type StreamEvent } from './event-stream';

/**
 * `connecting` only before the first word; `live`; `delayed` when two heartbeats are missing or a
 * retry is under way; `lost` after 30 s of silence, or at once when the browser knows it is offline.
 */
export type ConnectionState = 'connecting' | 'live' | 'delayed' | 'lost';

export type ConnectionCause = 'none' | 'offline' | 'unreachable' | 'refused';

export interface ConnectionStatus {
  state: ConnectionState;
  cause: ConnectionCause;
  /** When the server was last heard, local clock; null before the first word. */
  heardAt: number | null;
  /** When the next try starts, local clock; null while connected or trying. */
  retryAt: number | null;
}

export interface LiveListener {
  snapshot(values: LiveValues): void;
  delta(values: LiveValues): void;
  positions(positions: LivePositions): void;
  /** The dictionary has this version now; unknown ids may follow. */
  dictionary(version: number): void;
  status(status: ConnectionStatus): void;
  /** Back after having been away for `awayMs`. */
  caughtUp(awayMs: number): void;
}

const LOST_AFTER_MS = 30_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const DEFAULT_HEARTBEAT_MS = 10_000;
/** A try younger than this is left alone by wake-ups (pageshow comes with every page load). */
const PATIENCE_MS = 5_000;
/** Shorter outages are not worth a notice. */
const WORTH_TELLING_MS = 5_000;

/** One live stream, kept open for ever: it retries with jitter until {@link LiveConnection.stop}. */
export class LiveConnection {
  private abort: AbortController | null = null;
  private retryTimer = 0;
  private watchTimer = 0;
  private attempts = 0;
  private openedAt = 0;
  private lastEventId = '';
  private epoch = '';
  private heartbeatMs = DEFAULT_HEARTBEAT_MS;
  private heardAt: number | null = null;
  private retryAt: number | null = null;
  private cause: ConnectionCause = 'none';
  private brokenAt: number | null = null;
  private reported = '';
  private readonly wake = () => this.retryNow();
  private readonly offline = () => this.report();

  constructor(
    private readonly url: string,
    private readonly clock: ServerClock,
    private readonly listener: LiveListener,
  ) {}

  start(): void {
    addEventListener('online', this.wake);
    addEventListener('offline', this.offline);
    addEventListener('pageshow', this.wake);
    document.addEventListener('visibilitychange', this.wake);
    this.watchTimer = window.setInterval(() => this.watch(), 500);
    void this.open();
  }

  stop(): void {
    removeEventListener('online', this.wake);
    removeEventListener('offline', this.offline);
    removeEventListener('pageshow', this.wake);
    document.removeEventListener('visibilitychange', this.wake);
    clearInterval(this.watchTimer);
    clearTimeout(this.retryTimer);
    this.abort?.abort();
  }

  /** Tries at once instead of waiting; does nothing while the stream is healthy or a try is young. */
  retryNow(): void {
    if (document.visibilityState === 'hidden' || this.state() === 'live') return;
    if (this.abort && Date.now() - this.openedAt < PATIENCE_MS) return;
    clearTimeout(this.retryTimer);
    this.retryAt = null;
    this.attempts = 0;
    void this.open();
  }

  private async open(): Promise<void> {
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    this.openedAt = Date.now();
    this.report();
    try {
      const response = await fetch(this.url, {
        headers: {
          Accept: 'text/event-stream',
          ...(this.lastEventId ? { 'Last-Event-ID': this.lastEventId } : {}),
        },
        cache: 'no-store',
        credentials: 'same-origin',
        signal: abort.signal,
      });
      if (!response.ok || !response.body) {
        this.fail(abort, 'refused');
        return;
      }
      await this.read(response.body, abort);
      this.fail(abort, 'unreachable');
    } catch {
      this.fail(abort, 'unreachable');
    }
  }

  private async read(body: ReadableStream<Uint8Array>, abort: AbortController): Promise<void> {
    const decoder = new TextDecoder();
    const parser = new EventStreamParser(
      (event) => this.dispatch(event),
      () => this.heard(),
    );
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || abort.signal.aborted) return;
      parser.push(decoder.decode(value, { stream: true }));
    }
  }

  private dispatch(event: StreamEvent): void {
    this.heard();
    if (event.id) this.lastEventId = event.id;
    const data: unknown = JSON.parse(event.data);
    switch (event.type) {
      case 'hello':
        return this.hello(data as LiveHello);
      case 'snapshot':
        return this.listener.snapshot(data as LiveValues);
      case 'delta':
        return this.listener.delta(data as LiveValues);
      case 'positions':
        return this.listener.positions(data as LivePositions);
      case 'resync':
        // The snapshot follows by itself; what was remembered no longer leads anywhere.
        this.lastEventId = '';
    }
  }

  private hello(hello: LiveHello): void {
    this.clock.set(hello.server_time);
    if (hello.heartbeat_ms) this.heartbeatMs = hello.heartbeat_ms;
    if (this.epoch !== '' && hello.epoch !== this.epoch) this.lastEventId = '';
    this.epoch = hello.epoch;
    if (hello.dictionary !== undefined) this.listener.dictionary(hello.dictionary);
  }

  private heard(): void {
    const now = Date.now();
    this.heardAt = now;
    this.attempts = 0;
    this.cause = 'none';
    if (this.brokenAt !== null) {
      const away = now - this.brokenAt;
      this.brokenAt = null;
      if (away >= WORTH_TELLING_MS) this.listener.caughtUp(away);
    }
    this.report();
  }

  private fail(abort: AbortController, cause: ConnectionCause): void {
    if (abort !== this.abort) return; // superseded by a newer try
    this.abort = null;
    this.cause = navigator.onLine ? cause : 'offline';
    this.brokenAt ??= this.heardAt;
    // Full jitter, so that a thousand browsers do not come back in the same instant.
    const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.attempts);
    const delay = FIRST_RETRY_MS / 2 + Math.random() * (ceiling - FIRST_RETRY_MS / 2);
    this.attempts += 1;
    this.retryAt = Date.now() + delay;
    clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => {
      this.retryAt = null;
      void this.open();
    }, delay);
    this.report();
  }

  /** A half-open connection gives no error: silence for three heartbeats is one. */
  private watch(): void {
    const silent = this.heardAt === null ? 0 : Date.now() - this.heardAt;
    if (this.abort && silent > Math.max(3 * this.heartbeatMs, 10_000) && this.retryAt === null) {
      const abort = this.abort;
      this.fail(abort, 'unreachable');
      abort.abort();
    }
    this.report();
  }

  private state(): ConnectionState {
    if (!navigator.onLine) return 'lost';
    if (this.heardAt === null) return this.cause === 'none' ? 'connecting' : 'lost';
    const silent = Date.now() - this.heardAt;
    if (silent > LOST_AFTER_MS) return 'lost';
    if (silent > 2 * this.heartbeatMs || this.cause !== 'none') return 'delayed';
    return 'live';
  }

  private report(): void {
    const status: ConnectionStatus = {
      state: this.state(),
      cause: navigator.onLine ? this.cause : 'offline',
      heardAt: this.heardAt,
      retryAt: this.retryAt,
    };
    // The age in the chip ticks by itself; only real changes are told.
    const key = `${status.state} ${status.cause} ${status.retryAt}`;
    if (key === this.reported) return;
    this.reported = key;
    this.listener.status(status);
  }

  /** When the server was last heard (local clock), for the age in the chip. */
  get lastHeardAt(): number | null {
    return this.heardAt;
  }
}
