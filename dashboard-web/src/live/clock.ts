/**
 * The server's time, as seen from here. Ages are never computed from the clock of the machine the
 * page runs on: a wall PC that is an hour off would show live sensors as dead.
 */
export class ServerClock {
  private offsetMs = 0;

  /** Takes `serverTime` (RFC 3339) as now; the transport delay is ignored, it is below a second. */
  set(serverTime: string): void {
    const parsed = Date.parse(serverTime);
    if (Number.isFinite(parsed)) this.offsetMs = parsed - Date.now();
  }

  /** Milliseconds since 1970, server time. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** How far the local clock is off; positive when it is slow. */
  get offset(): number {
    return this.offsetMs;
  }
}
