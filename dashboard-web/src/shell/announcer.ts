/**
 * Tells screen readers what happened, politely and at most every five seconds: a live city would
 * otherwise never stop talking. Values are never announced.
 */
const EVERY_MS = 5_000;

export class Announcer {
  private readonly waiting: string[] = [];
  private timer = 0;
  private lastAt = -Infinity;

  constructor(private readonly region: () => HTMLElement | null) {}

  say(text: string): void {
    this.waiting.push(text);
    if (this.timer !== 0) return;
    const wait = Math.max(100, this.lastAt + EVERY_MS - performance.now());
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.lastAt = performance.now();
      const region = this.region();
      if (region) region.textContent = this.waiting.splice(0).slice(-3).join(' ');
    }, wait);
  }
}
