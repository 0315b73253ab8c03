import { describe, expect, it } from 'vitest';
import { THEME_IDS } from '../src/layers/themes';
import { readViewState, writeViewState, type ViewState } from '../src/url/view-state';

describe('the view in the address', () => {
  it('is plain when nothing was chosen', () => {
    expect(writeViewState(readViewState(''))).toBe('');
    expect(readViewState('').layers).toEqual(new Set(THEME_IDS));
  });

  it('comes back as it was', () => {
    const view: ViewState = { layers: new Set(['air', 'water']), selected: 'air-clevischer-ring', table: true, appearance: 'dark', language: 'en', wall: true };
    const search = writeViewState(view);
    expect(search).toBe('?layers=air,water&sel=thing:air-clevischer-ring&view=table&theme=dark&lang=en&wall=1');
    expect(readViewState(search)).toEqual(view);
  });

  it('can have no layer at all', () => {
    const none = { ...readViewState(''), layers: new Set<never>() };
    expect(readViewState(writeViewState(none)).layers.size).toBe(0);
  });

  it('ignores what it does not know, and leaves it there', () => {
    const view = readViewState('?layers=air,magic&theme=pink&lang=fr&sel=42&new=1');
    expect(view).toEqual({ ...readViewState(''), layers: new Set(['air']) });
    expect(writeViewState(view, '?new=1')).toBe('?new=1&layers=air');
  });
});
