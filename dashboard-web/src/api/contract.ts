/**
 * What the dashboard API answers, as written in docs/contracts/http.md. Field names are those on
 * the wire; nothing outside `src/api` and `src/live` should see them.
 */
import type { Feature, FeatureCollection, Point } from 'geojson';

export type Result = number | string | boolean | null;
export type ResultType = 'number' | 'boolean' | 'text';

export interface WireDatastream {
  id: number;
  property: string;
  title_de?: string;
  title_en?: string;
  unit?: string | null;
  result_type?: string;
  result: Result;
  phenomenon_time: string | null;
  received_at?: string | null;
  expected_interval_s?: number | null;
  averaging_period_s?: number | null;
  time_marks?: string | null;
}

export interface WireThing {
  id: string;
  name: string;
  theme: string;
  owner?: string | null;
  licence?: string | null;
  visibility?: string | null;
  moving?: boolean;
  datastreams: WireDatastream[];
}

export type WireThings = FeatureCollection<Point | null, WireThing> & { server_time?: string };
export type WireThingFeature = Feature<Point | null, WireThing>;

export interface Bucket {
  start: string;
  count: number;
  avg: number | null;
  min: number | null;
  max: number | null;
  coverage?: number;
}

export interface RawItem {
  t: string;
  v: Result;
}

export interface WireSeries {
  datastream: number;
  unit?: string | null;
  items: RawItem[] | Bucket[];
  next?: string | null;
}

export interface Session {
  name: string | null;
  role: string | null;
}

/** Where the ground under the sensors comes from; absent (404) means `builtin`. */
export type Basemap =
  | { kind: 'builtin' }
  | { kind: 'geojson'; layers: { name: string; url: string }[]; attribution?: string }
  | { kind: 'style'; url: string; attribution?: string }
  | { kind: 'pmtiles'; url: string; attribution?: string };

/** RFC 9457. */
export interface Problem {
  type?: string;
  title?: string;
  status: number;
  detail?: string;
  code?: string;
  trace_id?: string;
}

/** The parts of the live stream; arrays are parallel. */
export interface LiveHello {
  epoch: string;
  server_time: string;
  tick_ms?: number;
  heartbeat_ms?: number;
  dictionary?: number;
}

export interface LiveValues {
  as_of?: string;
  ids: number[];
  v: Result[];
  t: number[];
}

export interface LivePositions {
  things: string[];
  lon: number[];
  lat: number[];
  t: number[];
}
