/** What a key asks for, independent of how the page carries it out. */
export type Command =
  | { do: 'search' | 'close' | 'table' | 'appearance' | 'live' | 'pause' | 'wall' | 'help' | 'open' }
  | { do: 'layer'; index: number }
  | { do: 'step'; by: number };

const SINGLE: Record<string, Command> = {
  '/': { do: 'search' },
  t: { do: 'table' },
  d: { do: 'appearance' },
  l: { do: 'live' },
  p: { do: 'pause' },
  w: { do: 'wall' },
  '?': { do: 'help' },
  j: { do: 'step', by: 1 },
  k: { do: 'step', by: -1 },
};

/** Single keys can be switched off (WCAG 2.1.4) and never fire while somebody types. */
export function commandFor(key: string, typing: boolean, off: boolean): Command | null {
  if (key === 'Escape') return { do: 'close' };
  if (typing || off) return null;
  if (/^[1-8]$/.test(key)) return { do: 'layer', index: Number(key) - 1 };
  return SINGLE[key.toLowerCase()] ?? null;
}

export function shortcuts(event: KeyboardEvent, off: boolean, run: (command: Command) => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector('dialog[open]')) return;
  const target = event.target as HTMLElement;
  const typing = target.matches?.('input, textarea, select, [contenteditable]') ?? false;
  const onMap = target.classList?.contains('maplibregl-canvas') ?? false;
  const command = event.key === 'Enter' && onMap && !off ? ({ do: 'open' } as const) : commandFor(event.key, typing, off);
  if (!command) return;
  event.preventDefault();
  run(command);
}
