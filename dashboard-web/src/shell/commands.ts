import { THEMES } from '../layers/themes';
import type { Shell } from './shell';
import type { Command } from './shortcuts';

/** Does what a key asks for. */
export function carryOut(command: Command, shell: Shell): void {
  switch (command.do) {
    case 'search':
      return shell.focusSearch();
    case 'layer':
      return shell.toggle(THEMES[command.index]!.id);
    case 'close':
      if (shell.wall) return shell.setWall(false);
      return shell.select(null);
    case 'table':
      return shell.showTable(!shell.table);
    case 'appearance':
      return shell.setAppearance(shell.palette.dark ? 'light' : 'dark');
    case 'live':
      shell.pause(false);
      return shell.live.reconnect();
    case 'pause':
      return shell.pause(shell.live.pausedAt === null);
    case 'wall':
      return shell.setWall(!shell.wall);
    case 'help':
      return shell.openHelp();
    case 'step':
      return step(command.by, shell);
    case 'open':
      return shell.focusPanel();
  }
}

/** To the next thing in view, around its edge. */
function step(by: number, shell: Shell): void {
  const things = shell.cityMap?.overlay.inView() ?? [];
  if (things.length === 0) return;
  const at = things.findIndex((thing) => thing.id === shell.selected);
  shell.select(things[at < 0 ? (by > 0 ? 0 : things.length - 1) : (at + by + things.length) % things.length]!.id);
}
