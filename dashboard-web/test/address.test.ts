import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { THEME_IDS } from '../src/layers/themes';
import { Address } from '../src/url/address';

const plain = { layers: new Set(THEME_IDS), selected: null, table: false, wall: false };

describe('the address', () => {
  const put = { pushState: vi.fn(), replaceState: vi.fn() };
  beforeEach(() => {
    vi.stubGlobal('location', { pathname: '/', search: '?theme=dark&lang=en&mystery=1', hash: '#map=12/50/7' });
    vi.stubGlobal('navigator', { languages: ['de'] });
    vi.stubGlobal('history', put);
    put.pushState.mockClear();
    put.replaceState.mockClear();
  });
  afterEach(() => vi.unstubAllGlobals());

  it('keeps what a link asked for until the reader chooses', () => {
    const address = new Address();
    address.remember({ ...plain, selected: 'a' }, { appearance: 'dark', language: 'en' }, true);
    expect(put.pushState).toHaveBeenCalledWith(null, '', '/?theme=dark&lang=en&mystery=1&sel=thing:a#map=12/50/7');
    address.forget('appearance');
    address.forget('language');
    address.remember(plain, { appearance: 'system', language: 'de' }, false);
    expect(put.replaceState).toHaveBeenCalledWith(null, '', '/?mystery=1#map=12/50/7');
  });
});
