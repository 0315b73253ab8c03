import {
  AttributionControl,
  Map as MapLibreMap,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type IControl,
  type PointLike,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Basemap } from '../api/contract';
import { HOME_BOUNDS } from '../basemap/style';
import { GroundStage, type GroundProblem } from './ground-stage';
import { t } from '../i18n/i18n';
import type { ThemeId } from '../layers/themes';
import type { City, Thing } from '../live/city';
import type { Palette } from '../theme/palette';
import { provideImages } from './images';
import { CLICKABLE, GATHERED } from './sensor-layers';
import { SensorOverlay } from './sensor-overlay';

// A real file of our own origin: the content security policy allows no blob: worker.
setWorkerUrl(new URL(workerUrl, document.baseURI).href);

/** How far from a marker a click still means it: half of the 24 px target of WCAG 2.5.8. */
const REACH = 12;

export interface MapOptions {
  palette: Palette;
  layers: ReadonlySet<ThemeId>;
  selected: string | null;
  scale: number;
  still: boolean;
}

/** The map: ground, sensors, camera. Everything around it belongs to the shell. */
export class CityMap {
  readonly map: MapLibreMap;
  readonly overlay: SensorOverlay;
  private readonly ground: GroundStage;
  private readonly unsubscribe: () => void;

  constructor(
    container: HTMLElement,
    city: City,
    private options: MapOptions,
    private readonly on: { select(thing: Thing | null): void; groundFailed(problem: GroundProblem): void },
  ) {
    const home = { bounds: HOME_BOUNDS, fitBoundsOptions: { padding: homePadding() } };
    this.map = new MapLibreMap({
      container,
      style: GroundStage.first(options.palette),
      ...home,
      hash: 'map',
      minZoom: 8.5,
      maxZoom: 18,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      attributionControl: false,
      // Symbols are rewritten whenever a value changes; a fade would make every change flicker.
      fadeDuration: 0,
      locale: mapLocale(),
      ...(options.still ? { reduceMotion: true } : {}),
    });
    this.map.touchZoomRotate.disableRotation();
    // From the corner upwards.
    const attribution = new AttributionControl({ compact: false });
    this.map.addControl(attribution, 'bottom-right');
    this.map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-right');
    this.map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
    this.map.addControl(new HomeControl(() => this.home()), 'bottom-right');
    provideImages(this.map, () => this.options.palette);
    this.overlay = new SensorOverlay(this.map, city, this.options);
    this.ground = new GroundStage(this.map, attribution, options.palette, {
      exchange: () => this.overlay.unmount(),
      failed: (problem) => this.on.groundFailed(problem),
    });
    this.map.on('style.load', () => this.overlay.mount(this.options));
    this.listen();
    this.unsubscribe = city.subscribe((change) => this.overlay.update(change));
  }

  destroy(): void {
    this.unsubscribe();
    this.map.remove();
  }

  paint(palette: Palette, scale: number): void {
    if (palette === this.options.palette && scale === this.options.scale) return;
    this.options = { ...this.options, palette, scale };
    this.ground.paint(palette);
  }

  /** Replaces the sketch by what the city has given. */
  useBasemap(basemap: Basemap): Promise<void> {
    return this.ground.use(basemap);
  }

  show(layers: ReadonlySet<ThemeId>): void {
    this.options = { ...this.options, layers };
    this.overlay.show(layers);
  }

  select(id: string | null): void {
    this.options = { ...this.options, selected: id };
    this.overlay.select(id);
  }

  /** Brings the thing into view without zooming out. */
  goTo(thing: Thing): void {
    if (thing.lon === null || thing.lat === null) return;
    const wide = this.map.getContainer().clientWidth > 900;
    this.map.easeTo({
      center: [thing.lon, thing.lat],
      zoom: Math.max(this.map.getZoom(), 13.5),
      offset: wide ? [-40, 0] : [0, -140],
      duration: this.options.still ? 0 : 600,
    });
  }

  home(): void {
    this.map.fitBounds(HOME_BOUNDS, { padding: homePadding(), duration: this.options.still ? 0 : 600 });
  }

  relabel(): void {
    this.map._locale = { ...this.map._locale, ...mapLocale() };
    const canvas = this.map.getCanvas();
    canvas.setAttribute('aria-label', t('map.title'));
    const label = (selector: string, text: string) => {
      const button = this.map.getContainer().querySelector(selector);
      button?.setAttribute('aria-label', text);
      button?.setAttribute('title', text);
    };
    label('.maplibregl-ctrl-zoom-in', t('map.zoomIn'));
    label('.maplibregl-ctrl-zoom-out', t('map.zoomOut'));
    label('.veedel-home', t('map.home'));
    this.ground.relabel();
  }

  private listen(): void {
    const canvas = this.map.getCanvas();
    this.map.on('click', (event) => {
      const cluster = this.map.getLayer('cluster') && this.map.queryRenderedFeatures(around(event.point, 2), { layers: ['cluster'] })[0];
      const thing = this.thingAt(event.point);
      if (thing) this.on.select(thing);
      else if (cluster) void this.open(cluster.properties['cluster_id'] as number, event.lngLat.toArray());
      else this.on.select(null);
    });
    this.map.on('mousemove', (event) => {
      if (!this.map.getLayer('cluster')) return;
      const hit = this.map.queryRenderedFeatures(around(event.point, 4), { layers: ['cluster', ...CLICKABLE] });
      canvas.style.cursor = hit.length > 0 ? 'pointer' : '';
    });
  }

  private thingAt(point: { x: number; y: number }): Thing | null {
    if (!this.map.getLayer('value')) return null;
    const direct = this.map.queryRenderedFeatures([point.x, point.y], { layers: ['value'] })[0];
    const hits = direct ? [direct] : this.map.queryRenderedFeatures(around(point, REACH), { layers: CLICKABLE });
    let best: { thing: Thing; distance: number } | null = null;
    for (const hit of hits) {
      const thing = this.overlay.thing(hit.id as number);
      if (!thing || thing.lon === null || thing.lat === null) continue;
      const at = this.map.project([thing.lon, thing.lat]);
      const distance = Math.hypot(at.x - point.x, at.y - point.y);
      if (!best || distance < best.distance) best = { thing, distance };
    }
    return best?.thing ?? null;
  }

  private async open(cluster: number, at: [number, number]): Promise<void> {
    const source = this.map.getSource<GeoJSONSource>(GATHERED);
    const zoom = (await source?.getClusterExpansionZoom(cluster)) ?? this.map.getZoom() + 1.5;
    this.map.easeTo({ center: at, zoom: zoom + 0.3, duration: this.options.still ? 0 : 500 });
  }
}

const HOME_ICON = 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5';

/** Back to the whole city. */
class HomeControl implements IControl {
  private readonly element = document.createElement('div');

  constructor(private readonly go: () => void) {}

  onAdd(): HTMLElement {
    this.element.className = 'maplibregl-ctrl maplibregl-ctrl-group';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'veedel-home';
    button.setAttribute('aria-label', t('map.home'));
    button.title = t('map.home');
    button.addEventListener('click', this.go);
    const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    picture.setAttribute('viewBox', '0 0 24 24');
    picture.setAttribute('class', 'icon');
    picture.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', HOME_ICON);
    picture.append(path);
    button.append(picture);
    this.element.append(button);
    return this.element;
  }

  onRemove(): void {
    this.element.remove();
  }
}

function around(point: { x: number; y: number }, reach: number): [PointLike, PointLike] {
  return [
    [point.x - reach, point.y - reach],
    [point.x + reach, point.y + reach],
  ];
}

/** Room for the floating panels. */
function homePadding(): { top: number; bottom: number; left: number; right: number } {
  return innerWidth > 900
    ? { top: 84, bottom: 40, left: 320, right: 40 }
    : { top: 120, bottom: 40, left: 12, right: 12 };
}

function mapLocale(): Record<string, string> {
  return {
    'Map.Title': t('map.title'),
    'NavigationControl.ZoomIn': t('map.zoomIn'),
    'NavigationControl.ZoomOut': t('map.zoomOut'),
    'NavigationControl.ResetBearing': t('map.north'),
    'AttributionControl.ToggleAttribution': t('map.attribution'),
    'Popup.Close': t('action.close'),
  };
}
