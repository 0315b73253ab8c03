/**
 * A stand-in for dashboard-api: docs/contracts/http.md from a seeded city. No dependency.
 *
 *   node dev/mock.mjs [--port 4173] [--dist target/classes/web] [--scale 1] [--mode city|empty|forbidden] [--rate 8]
 *
 * Tests steer it through `startMock` and its returned handle.
 */
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { city, random, valueAt } from './city.mjs';
import { sendFile } from './files.mjs';

const policy = (origins) => {
  const map = origins.map((origin) => ` ${origin}`).join('');
  return `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:${map}; connect-src 'self'${map}; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
};
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json' };
const SILENCE = { none: 0.3, late: 3, stale: 9 };

export async function startMock({ port = 0, dist, seed = 42, scale = 1, mode = 'city', rate = 8, vehicles = 60, basemap, basemapDir, origins = [] } = {}) {
  const world = city({ seed, scale, vehicles });
  const r = random(seed + 1);
  const state = { mode, epoch: `m${Date.now().toString(36)}`, position: 1, ring: [], clients: new Set(), quiet: new Set(), session: null, frozen: false, requests: [] };
  const streams = new Map();
  for (const thing of world.things) {
    for (const stream of thing.streams) {
      streams.set(stream.id, { stream, thing });
      const now = Date.now();
      const age = { never: null, offline: 3 * 86_400_000 }[thing.silence];
      const interval = stream.interval * 1000;
      stream.at = thing.silence === 'never' ? null : Math.floor(age !== undefined ? now - age : now - (thing.silence === 'none' ? 0.05 + r() * 0.9 : SILENCE[thing.silence]) * interval);
      stream.result = stream.at === null ? null : valueAt(stream, stream.at, r);
    }
  }
  const talking = [...streams.values()].filter(({ thing }) => thing.silence === 'none');

  const freshness = (stream, now) => {
    if (stream.at === null) return 'never';
    const age = (now - stream.at) / 1000;
    if (age > Math.max(86_400, 5 * stream.interval)) return 'offline';
    return age > 5 * stream.interval ? 'stale' : age > 2 * stream.interval ? 'late' : 'fresh';
  };
  const feature = (thing) => ({
    type: 'Feature',
    id: thing.id,
    geometry: thing.lon === null ? null : { type: 'Point', coordinates: [thing.lon, thing.lat] },
    properties: {
      id: thing.id, name: thing.name, theme: thing.theme, owner: thing.owner, licence: thing.licence, visibility: 'public', moving: thing.moving,
      datastreams: thing.streams.map((stream) => ({
        id: stream.id, property: stream.property, title_de: stream.de, title_en: stream.en, unit: stream.unit, result_type: stream.type, result: stream.result,
        phenomenon_time: stream.at === null ? null : new Date(stream.at).toISOString(),
        received_at: stream.at === null ? null : new Date(stream.at + 900).toISOString(),
        age_s: stream.at === null ? null : Math.round((Date.now() - stream.at) / 1000),
        freshness: freshness(stream, Date.now()), expected_interval_s: stream.interval, averaging_period_s: stream.averaging, time_marks: 'end',
      })),
    },
  });

  function send(event, data, id) {
    const text = `event: ${event}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`;
    for (const client of state.clients) client.write(text);
  }
  function delta(ids) {
    const data = { ids, v: ids.map((id) => streams.get(id).stream.result), t: ids.map((id) => streams.get(id).stream.at) };
    state.position += 1;
    const id = `${state.epoch}:${state.position}`;
    state.ring.push({ position: state.position, data });
    if (state.ring.length > 400) state.ring.shift();
    send('delta', data, id);
  }
  function tick() {
    if (state.mode !== 'city' || state.frozen) return;
    const ids = new Set();
    for (let i = 0; i < rate; i++) {
      const { stream, thing } = talking[Math.floor(r() * talking.length)];
      if (state.quiet.has(thing.id)) continue;
      stream.at = Date.now();
      stream.result = valueAt(stream, stream.at, r);
      ids.add(stream.id);
    }
    // Those that speak often enough to be missed otherwise.
    for (const { stream, thing } of talking) {
      if (!state.quiet.has(thing.id) && Date.now() - stream.at > 1.1 * stream.interval * 1000) {
        stream.at = Date.now();
        stream.result = valueAt(stream, stream.at, r);
        ids.add(stream.id);
      }
    }
    if (ids.size > 0) delta([...ids]);
  }
  function drive() {
    if (state.mode !== 'city' || state.frozen) return;
    const moving = world.things.filter((thing) => thing.moving);
    for (const thing of moving) {
      thing.heading += (r() - 0.5) * 0.8;
      thing.lon = Math.min(7.03, Math.max(6.88, thing.lon + Math.cos(thing.heading) * 0.00012));
      thing.lat = Math.min(50.98, Math.max(50.9, thing.lat + Math.sin(thing.heading) * 0.00008));
    }
    if (moving.length > 0) send('positions', { things: moving.map((t) => t.id), lon: moving.map((t) => +t.lon.toFixed(6)), lat: moving.map((t) => +t.lat.toFixed(6)), t: moving.map(() => Date.now()) });
  }

  function live(request, response) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' });
    const hello = { epoch: state.epoch, server_time: new Date().toISOString(), tick_ms: 250, heartbeat_ms: 1000, dictionary: 1 };
    response.write(`retry: 2000\nevent: hello\ndata: ${JSON.stringify(hello)}\n\n`);
    const [epoch, position] = (request.headers['last-event-id'] ?? '').split(':');
    const known = epoch === state.epoch && state.ring.length > 0 && Number(position) >= state.ring[0].position - 1;
    if (known) {
      for (const entry of state.ring) {
        if (entry.position > Number(position)) response.write(`event: delta\nid: ${state.epoch}:${entry.position}\ndata: ${JSON.stringify(entry.data)}\n\n`);
      }
    } else {
      if (epoch) response.write(`event: resync\ndata: {"reason":"gap"}\n\n`);
      const all = state.mode === 'city' ? [...streams.values()].map(({ stream }) => stream).filter((stream) => stream.at !== null) : [];
      response.write(`event: snapshot\nid: ${state.epoch}:${state.position}\ndata: ${JSON.stringify({ as_of: hello.server_time, ids: all.map((s) => s.id), v: all.map((s) => s.result), t: all.map((s) => s.at) })}\n\n`);
    }
    state.clients.add(response);
    request.on('close', () => state.clients.delete(response));
  }

  function series(id, url, response) {
    const entry = streams.get(id);
    if (!entry) return problem(response, 404, 'no such datastream');
    const { stream, thing } = entry;
    const start = Date.parse(url.searchParams.get('start') ?? '') || Date.now() - 86_400_000;
    const end = Math.min(Date.parse(url.searchParams.get('end') ?? '') || Date.now(), stream.at ?? 0);
    const rr = random(id);
    const gap = id % 5 === 0 ? [end - 9 * 3_600_000, end - 6.5 * 3_600_000] : [0, 0];
    const items = [];
    const step = url.searchParams.get('interval') ? 900_000 : Math.max(stream.interval * 1000, 60_000);
    for (let at = start; at <= end; at += step) {
      if (at > gap[0] && at < gap[1]) continue;
      const v = valueAt(stream, at, rr);
      if (url.searchParams.get('interval')) items.push({ start: new Date(at).toISOString(), count: 15, avg: v, min: v * 0.9, max: v * 1.1, p50: v, p95: v, coverage: 1 });
      else items.push({ t: new Date(at).toISOString(), v });
    }
    if (thing.silence === 'never') items.length = 0;
    reply(response, 200, { datastream: id, unit: stream.unit, start, end, items: items.slice(-1000), next: null });
  }

  function reply(response, status, body, type = 'application/json') {
    response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
    response.end(JSON.stringify(body));
  }
  function problem(response, status, detail) {
    reply(response, status, { type: 'about:blank', title: detail, status, detail, code: `mock_${status}` }, 'application/problem+json');
  }
  async function body(request) {
    let text = '';
    for await (const chunk of request) text += chunk;
    return JSON.parse(text || '{}');
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://mock');
    const path = url.pathname;
    state.requests.push(path);
    if (state.mode === 'down') return void request.socket.destroy();
    if (path === '/api/v1/session') return reply(response, 200, state.session ?? { name: null, role: null });
    if (path === '/api/v1/login') {
      const { name, password } = await body(request);
      if (password !== 'veedel') return problem(response, 401, 'name or password is wrong');
      state.session = { name, role: 'operator' };
      if (state.mode === 'forbidden') state.mode = 'city';
      return reply(response, 200, { ...state.session, expires_at: new Date(Date.now() + 3_600_000).toISOString() });
    }
    if (path === '/api/v1/logout') {
      state.session = null;
      response.writeHead(204);
      return response.end();
    }
    if (path === '/api/v1/basemap') return basemap ? reply(response, 200, basemap) : reply(response, 200, { kind: 'builtin' });
    if (basemapDir && path.startsWith('/basemap/')) return void sendFile(request, response, basemapDir, path.slice('/basemap/'.length), { 'Content-Security-Policy': policy(origins) });
    if (state.mode === 'forbidden' && path.startsWith('/api/')) return problem(response, 403, 'viewer role needed');
    if (state.mode === 'broken' && path.startsWith('/api/')) return problem(response, 503, 'the database does not answer');
    if (path === '/api/v1/things') {
      const features = state.mode === 'empty' ? [] : world.things.map(feature);
      return reply(response, 200, { type: 'FeatureCollection', server_time: new Date().toISOString(), features }, 'application/geo+json');
    }
    const one = /^\/api\/v1\/things\/(.+)$/.exec(path);
    if (one) {
      const thing = world.things.find((candidate) => candidate.id === decodeURIComponent(one[1]));
      return thing ? reply(response, 200, feature(thing), 'application/geo+json') : problem(response, 404, 'no such thing');
    }
    const observations = /^\/api\/v1\/datastreams\/(\d+)\/observations$/.exec(path);
    if (observations) return series(Number(observations[1]), url, response);
    if (path === '/api/v1/live') return live(request, response);
    if (path.startsWith('/api/')) return problem(response, 404, 'no such resource');
    const file = normalize(join(dist, path === '/' ? 'index.html' : path));
    if (!file.startsWith(normalize(dist)) || !existsSync(file)) return problem(response, 404, 'no such file');
    response.writeHead(200, {
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': policy(origins),
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
    createReadStream(file).pipe(response);
  });

  const timers = [setInterval(tick, 250), setInterval(drive, 1000), setInterval(() => state.clients.forEach((client) => client.write(': hb\n\n')), 1000)];
  const listen = (on) => new Promise((resolve, reject) => server.once('error', reject).listen(on, '127.0.0.1', () => resolve(server.address().port)));
  const bound = await listen(port);
  return {
    url: `http://127.0.0.1:${bound}/`,
    things: world.things,
    requests: state.requests,
    setMode: (next) => (state.mode = next),
    /** Stops all values; heartbeats go on. */
    freeze: (on) => (state.frozen = on),
    /** This thing says nothing more. */
    silence: (id) => state.quiet.add(id),
    /** This thing has been silent since `at`; before the page asks. */
    since: (thingId, at) => {
      state.quiet.add(thingId);
      for (const stream of world.things.find((t) => t.id === thingId).streams) stream.at = at;
    },
    /** Sets one value now, as if the sensor had just sent it. */
    set: (thingId, property, value, at = Date.now()) => {
      const stream = world.things.find((t) => t.id === thingId).streams.find((s) => s.property === property);
      state.quiet.add(thingId);
      stream.result = value;
      stream.at = at;
      delta([stream.id]);
    },
    /** The server vanishes: port closed, streams cut. */
    down: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
      state.clients.clear();
    }),
    /** …and comes back on the same port, with its memory or as a new process. */
    up: (fresh = false) => {
      if (fresh) {
        state.epoch = `m${Date.now().toString(36)}`;
        state.ring.length = 0;
      }
      return listen(bound);
    },
    close: () => new Promise((resolve) => {
      timers.forEach(clearInterval);
      if (!server.listening) return resolve();
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = Object.fromEntries(process.argv.slice(2).join(' ').split('--').filter(Boolean).map((pair) => pair.trim().split(/\s+/)));
  const mock = await startMock({
    port: Number(options.port ?? 4173),
    dist: options.dist ?? fileURLToPath(new URL('../target/classes/web', import.meta.url)),
    scale: Number(options.scale ?? 1),
    rate: Number(options.rate ?? 8),
    mode: options.mode ?? 'city',
  });
  console.error(`mock city at ${mock.url}`);
}
