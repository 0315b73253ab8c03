import { describe, expect, it } from 'vitest';
import { commandFor } from '../src/shell/shortcuts';

describe('keys', () => {
  it('ask for commands', () => {
    expect(commandFor('/', false, false)).toEqual({ do: 'search' });
    expect(commandFor('3', false, false)).toEqual({ do: 'layer', index: 2 });
    expect(commandFor('D', false, false)).toEqual({ do: 'appearance' });
  });

  it('do nothing while somebody types or when they are switched off', () => {
    expect(commandFor('d', true, false)).toBeNull();
    expect(commandFor('d', false, true)).toBeNull();
  });

  it('always let Escape through', () => {
    expect(commandFor('Escape', true, true)).toEqual({ do: 'close' });
  });
});
