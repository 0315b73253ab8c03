import { preferredLanguage, type Language } from '../i18n/i18n';
import { readViewState, writeViewState, type Appearance, type ViewState } from './view-state';

/** What of a view comes from the reader's own choices rather than from a link. */
export interface Chosen {
  appearance: Appearance;
  language: Language;
}

/**
 * The page's address: says what a link asks for and is kept up with what the reader does. A theme or
 * language a link has asked for stays in it until the reader chooses another.
 */
export class Address {
  private asked: { appearance: Appearance | null; language: Language | null };

  constructor() {
    const { appearance, language } = this.read();
    this.asked = { appearance, language };
  }

  read(): ViewState {
    return readViewState(location.search);
  }

  /** The reader has chosen: what the link asked for no longer counts. */
  forget(what: keyof Chosen): void {
    this.asked[what] = null;
  }

  /** @param step whether "back" leads to the view before */
  remember(view: Omit<ViewState, 'appearance' | 'language'>, chosen: Chosen, step: boolean): void {
    const search = writeViewState(
      {
        ...view,
        appearance: this.asked.appearance ?? (chosen.appearance === 'system' ? null : chosen.appearance),
        language: this.asked.language ?? (chosen.language === preferredLanguage(navigator.languages) ? null : chosen.language),
      },
      location.search,
    );
    const url = `${location.pathname}${search}${location.hash}`;
    if (step) history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  }

  /** "Back" and "forward". */
  onReturn(restore: (view: ViewState) => void): void {
    addEventListener('popstate', () => restore(this.read()));
  }
}
