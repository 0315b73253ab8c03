import type { Basemap, Problem, Session, WireSeries, WireThings } from './contract';

/** An answer that was not 2xx, with the server's own words (RFC 9457) where it sent any. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${problem.status}`);
  }

  get status(): number {
    return this.problem.status;
  }
}

const TIMEOUT_MS = 15_000;

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, {
    credentials: 'same-origin',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...init,
    headers: { Accept: 'application/json', ...init.headers },
  });
  if (response.ok) return response;
  let problem: Problem = { status: response.status };
  if (response.headers.get('content-type')?.includes('json')) {
    problem = { ...((await response.json()) as Problem), status: response.status };
  }
  throw new ApiError(problem);
}

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  return (await (await request(path, init)).json()) as T;
}

export function fetchThings(): Promise<WireThings> {
  return json<WireThings>('api/v1/things', { headers: { Accept: 'application/geo+json, application/json' } });
}

export interface SeriesQuery {
  start: Date;
  end: Date;
  /** ISO 8601 bucket width; raw values without. */
  interval?: string;
  signal?: AbortSignal;
}

export function fetchSeries(datastream: number, query: SeriesQuery): Promise<WireSeries> {
  const parameters = new URLSearchParams({
    start: query.start.toISOString(),
    end: query.end.toISOString(),
  });
  if (query.interval) parameters.set('interval', query.interval);
  else parameters.set('limit', '1000');
  return json<WireSeries>(
    `api/v1/datastreams/${datastream}/observations?${parameters}`,
    query.signal ? { signal: query.signal } : {},
  );
}

export function fetchSession(): Promise<Session> {
  return json<Session>('api/v1/session');
}

export function login(name: string, password: string): Promise<Session> {
  return json<Session>('api/v1/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });
}

export async function logout(): Promise<void> {
  await request('api/v1/logout', { method: 'POST' });
}

/** A server without this resource has no other base map than the one in the page. */
export async function fetchBasemap(): Promise<Basemap> {
  try {
    return await json<Basemap>('api/v1/basemap');
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { kind: 'builtin' };
    throw error;
  }
}
