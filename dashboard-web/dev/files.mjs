/** A directory over HTTP the way dashboard-api and any tile host does it: in parts, with tags. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = { '.json': 'application/json', '.geojson': 'application/geo+json', '.pmtiles': 'application/vnd.pmtiles', '.png': 'image/png', '.pbf': 'application/x-protobuf' };

export function sendFile(request, response, directory, path, headers = {}) {
  const file = normalize(join(directory, decodeURIComponent(path)));
  if (!file.startsWith(normalize(directory)) || !existsSync(file)) {
    response.writeHead(404, { 'Content-Type': 'text/plain', ...headers });
    return response.end('not here');
  }
  const { size, mtimeMs } = statSync(file);
  const shared = { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Accept-Ranges': 'bytes', ETag: `"${size}-${mtimeMs}"`, ...headers };
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (!asked) {
    response.writeHead(200, { ...shared, 'Content-Length': size });
    return createReadStream(file).pipe(response);
  }
  const start = Number(asked[1]);
  const end = Math.min(asked[2] === '' ? size - 1 : Number(asked[2]), size - 1);
  if (start >= size) {
    response.writeHead(416, { ...shared, 'Content-Range': `bytes */${size}` });
    return response.end();
  }
  response.writeHead(206, { ...shared, 'Content-Length': end - start + 1, 'Content-Range': `bytes ${start}-${end}/${size}` });
  return createReadStream(file, { start, end }).pipe(response);
}

/** Another host: `cors` says whether pages of others may read it. */
export async function startFiles(directory, { cors = true } = {}) {
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://files');
    requests.push({ path: pathname, referer: request.headers.referer ?? null, cookie: request.headers.cookie ?? null });
    const shared = cors ? { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'ETag, Content-Range' } : {};
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { ...shared, 'Access-Control-Allow-Headers': 'Range' });
      return response.end();
    }
    return sendFile(request, response, directory, pathname, shared);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    requests,
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
