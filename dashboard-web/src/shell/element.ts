import { LitElement } from 'lit';

/**
 * Elements render into the page itself, not into a shadow root: one stylesheet, ids that labels
 * can point at, and MapLibre's and uPlot's own CSS reach everything.
 */
export class VeedelElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected tell<T>(type: string, detail: T): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
