/** Colours drawn by code (map, charts). Those of the interface are custom properties in tokens.css. */
export interface Palette {
  readonly dark: boolean;
  readonly ground: string;
  readonly city: string;
  readonly dense: string;
  readonly green: string;
  readonly wood: string;
  readonly water: string;
  readonly waterEdge: string;
  readonly waterText: string;
  readonly greenText: string;
  readonly airport: string;
  readonly motorway: string;
  readonly primary: string;
  readonly street: string;
  readonly casing: string;
  readonly rail: string;
  readonly bridge: string;
  readonly label: string;
  readonly labelStrong: string;
  readonly halo: string;
  /** Marker body, its outline, its text. */
  readonly paper: string;
  readonly outline: string;
  readonly ink: string;
  readonly mutedInk: string;
  readonly neutral: string;
  readonly neutralInk: string;
  readonly staleStroke: string;
  readonly accent: string;
  /** Donut segments: level 0–4, then stale. */
  readonly levels: readonly string[];
  readonly chartLine: string;
  readonly chartGrid: string;
}

export const LIGHT: Palette = {
  dark: false,
  ground: '#edeae2',
  city: '#f5f3ed',
  dense: '#f0ece3',
  green: '#dde6d0',
  wood: '#d3dfc6',
  water: '#bfd5de',
  waterEdge: '#a6c3cf',
  waterText: '#4d7685',
  greenText: '#66805a',
  airport: '#e6e2dc',
  motorway: '#e3d3b1',
  primary: '#ffffff',
  street: '#fdfcf9',
  casing: '#ddd7ca',
  rail: '#c9c1b4',
  bridge: '#8f8878',
  label: '#7d7567',
  labelStrong: '#544d42',
  halo: '#f7f5f0',
  paper: '#ffffff',
  outline: '#1b2430',
  ink: '#141b24',
  mutedInk: '#5c6672',
  neutral: '#5a7188',
  neutralInk: '#ffffff',
  staleStroke: '#6d7681',
  accent: '#0b5cad',
  levels: ['#7c90a4', '#3fa184', '#e5b93c', '#e0603c', '#960032', '#ffffff'],
  chartLine: '#0b5cad',
  chartGrid: '#e3e0d8',
};

export const DARK: Palette = {
  dark: true,
  ground: '#0f1319',
  city: '#151a22',
  dense: '#1a2029',
  green: '#16231f',
  wood: '#14211c',
  water: '#123247',
  waterEdge: '#1c4660',
  waterText: '#6f9fb8',
  greenText: '#6f8f78',
  airport: '#1b2028',
  motorway: '#3d4350',
  primary: '#2c3440',
  street: '#232a34',
  casing: '#11161d',
  rail: '#323b47',
  bridge: '#66717f',
  label: '#7e8a98',
  labelStrong: '#a9b4c1',
  halo: '#10151c',
  paper: '#1e2530',
  outline: '#eef2f6',
  ink: '#f1f4f8',
  mutedInk: '#a3aebb',
  neutral: '#8ba3bb',
  neutralInk: '#0b1118',
  staleStroke: '#8a95a2',
  accent: '#7bb8ff',
  levels: ['#8ba3bb', '#4fbf9d', '#f0cb55', '#ff7a52', '#e2477a', '#1e2530'],
  chartLine: '#7bb8ff',
  chartGrid: '#2b3440',
};
