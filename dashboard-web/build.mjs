/**
 * What Maven calls: `node build.mjs build|check`. Installs the packages when the lock file is new and
 * bundles when a source is newer than the bundle; otherwise it is done in an instant.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = dirname(fileURLToPath(import.meta.url));
const SOURCES = ['src', 'public', 'licences', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'];

function run(command, ...args) {
  execFileSync(command, args, { cwd: home, stdio: 'inherit', shell: process.platform === 'win32' });
}

function digest(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const full = join(home, path);
    if (statSync(full).isDirectory()) readdirSync(full).sort().forEach((name) => visit(join(path, name)));
    else hash.update(path).update(readFileSync(full));
  };
  paths.forEach(visit);
  return hash.digest('hex');
}

/** Runs `work` unless it was done before for exactly these files. */
function once(stamp, paths, evidence, work) {
  const file = join(home, stamp);
  const wanted = digest(paths);
  if (evidence.every((path) => existsSync(join(home, path))) && existsSync(file) && readFileSync(file, 'utf8') === wanted) return;
  work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, wanted);
}

function install() {
  once('node_modules/.veedel-stamp', ['package.json', 'package-lock.json'], ['node_modules/vite'], () =>
    run('npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'),
  );
}

const task = process.argv[2];
install();
if (task === 'build') {
  once('target/web.stamp', SOURCES, ['target/classes/web/index.html'], () => run('npm', 'run', '--silent', 'build', '--', '--logLevel', 'warn'));
} else if (task === 'check') {
  run('npm', 'run', '--silent', 'check');
} else {
  console.error(`usage: node build.mjs build|check (got: ${task ?? 'nothing'})`);
  process.exit(2);
}
