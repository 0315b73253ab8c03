/** A plausible Köln from a seed, for development and browser tests only. */

/** mulberry32: small, fast, and the same everywhere. */
export function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const AIR = [
  ['Clevischer Ring', 7.0051, 50.9634], ['Turiner Straße', 6.9558, 50.9478], ['Rodenkirchen', 6.9852, 50.8898],
  ['Chorweiler', 6.8846, 51.0193], ['Neumarkt', 6.9478, 50.9358], ['Ehrenfeldgürtel', 6.9120, 50.9490],
  ['Aachener Straße', 6.9250, 50.9370], ['Justinianstraße', 6.9790, 50.9405], ['Luxemburger Straße', 6.9320, 50.9215],
  ['Porz Mitte', 7.0575, 50.8840], ['Weiden', 6.8300, 50.9350], ['Niehler Damm', 6.9705, 50.9830],
];
const PARKING = [
  ['Parkhaus Am Dom', 6.9565, 50.9405, 612], ['Parkhaus Heumarkt', 6.9605, 50.9358, 300], ['Tiefgarage Neumarkt', 6.9480, 50.9352, 413],
  ['Parkhaus Cäcilienstraße', 6.9532, 50.9350, 500], ['Parkhaus Mediapark', 6.9440, 50.9487, 1170], ['Parkhaus Lanxess-Arena P1', 6.9838, 50.9398, 1240],
  ['Parkhaus Rheinauhafen', 6.9648, 50.9255, 1380], ['Tiefgarage Friesenplatz', 6.9405, 50.9403, 240], ['Parkhaus Hohe Straße', 6.9555, 50.9375, 390],
  ['P+R Weiden West', 6.8165, 50.9400, 650], ['Parkhaus Köln Arcaden', 7.0040, 50.9385, 1700], ['Messe Nord', 6.9840, 50.9510, 900],
  ['Parkhaus Wiener Platz', 7.0062, 50.9635, 250], ['Tiefgarage Chlodwigplatz', 6.9592, 50.9215, 120],
];
const WEATHER = [
  ['Wetter Flughafen', 7.1427, 50.8659], ['Wetter Stammheim', 6.9900, 50.9895], ['Wetter Chorweiler', 6.8960, 51.0230],
  ['Wetter Universität', 6.9290, 50.9280], ['Wetter Deutz', 6.9760, 50.9380], ['Wetter Worringen', 6.8680, 51.0660],
  ['Wetter Königsforst', 7.1250, 50.9250], ['Wetter Marienburg', 6.9700, 50.9000],
];
const WATER = [
  ['Rhein Pegel Köln', 6.9632, 50.9368, 312], ['Frechener Bach', 6.8650, 50.9330, 42], ['Strunde Holweide', 7.0440, 50.9660, 35],
  ['Grundwasser Niehl', 6.9560, 50.9760, 874], ['Flehbach Brück', 7.0810, 50.9440, 28],
];
const BIKE = [
  ['Deutzer Brücke', 6.9630, 50.9362], ['Hohenzollernbrücke', 6.9660, 50.9417], ['Neumarkt', 6.9492, 50.9366], ['Zülpicher Straße', 6.9300, 50.9285],
  ['Bonner Straße', 6.9604, 50.9130], ['Venloer Straße', 6.9225, 50.9485], ['A.-Silbermann-Weg', 6.9260, 50.9160], ['Stadtwald', 6.9000, 50.9290],
  ['Niederländer Ufer', 6.9730, 50.9570], ['Vorgebirgspark', 6.9460, 50.9080], ['Severinsbrücke', 6.9640, 50.9300], ['Mülheimer Brücke', 6.9900, 50.9650],
  ['Rodenkirchener Brücke', 6.9860, 50.9005], ['Südbrücke', 6.9700, 50.9150],
];
const NOISE = [
  ['Ebertplatz', 6.9585, 50.9508], ['Barbarossaplatz', 6.9425, 50.9283], ['Rudolfplatz', 6.9385, 50.9362], ['Clevischer Ring', 7.0047, 50.9625],
  ['Brüsseler Platz', 6.9315, 50.9395], ['Porz-Wahnheide', 7.1010, 50.8640], ['Bonner Wall', 6.9560, 50.9165], ['Schäl Sick', 6.9700, 50.9400],
  ['Zülpicher Platz', 6.9388, 50.9300], ['Innere Kanalstraße', 6.9295, 50.9495],
];
const ROADS = [
  ['Innere Kanalstraße', [[6.969, 50.9556], [6.9455, 50.9582], [6.9295, 50.9495], [6.925, 50.9368], [6.9278, 50.9205]]],
  ['Gürtel', [[6.985, 50.9668], [6.944, 50.9695], [6.9118, 50.9485], [6.9098, 50.932], [6.927, 50.9088], [6.9695, 50.9008]]],
  ['Aachener Straße', [[6.9385, 50.9362], [6.893, 50.9375], [6.82, 50.9365]]],
  ['Venloer Straße', [[6.9402, 50.9405], [6.899, 50.9575], [6.862, 50.9705]]],
  ['Luxemburger Straße', [[6.9425, 50.9283], [6.9115, 50.902], [6.88, 50.873]]],
  ['Bonner Straße', [[6.9592, 50.9212], [6.957, 50.892]]],
  ['Rheinuferstraße', [[6.9632, 50.9465], [6.9606, 50.9355], [6.9685, 50.9155], [6.983, 50.898]]],
  ['Olpener Straße', [[6.985, 50.9375], [7.019, 50.9405], [7.1, 50.947]]],
  ['Bergisch Gladbacher Straße', [[7.003, 50.9645], [7.038, 50.969], [7.088, 50.978]]],
  ['Frankfurter Straße', [[7.017, 50.953], [7.03, 50.927], [7.072, 50.883]]],
  ['Neusser Straße', [[6.9585, 50.9508], [6.9455, 50.9835], [6.9265, 51.008]]],
  ['Militärring', [[6.938, 50.8925], [6.8945, 50.9105], [6.8685, 50.9475], [6.886, 50.988], [6.944, 51.0]]],
  ['Ringe', [[6.9585, 50.9508], [6.9402, 50.9405], [6.9388, 50.9322], [6.9592, 50.9212]]],
  ['A3', [[7.0295, 50.99], [7.0415, 50.956], [7.0775, 50.917]]],
  ['A1', [[6.8262, 50.9165], [6.843, 50.974], [6.9735, 51.0205]]],
];
const SHARING = ['Hansaring', 'Friesenplatz', 'Chlodwigplatz', 'Bahnhof Deutz', 'Wiener Platz', 'Universität', 'Bahnhof Ehrenfeld', 'Heumarkt', 'Ebertplatz', 'Rudolfplatz', 'Südstadion', 'Zoo', 'Kalk Post', 'Nippes Markt', 'Sülzgürtel', 'Mediapark', 'Ubierring', 'Bayenthal'];

export function slug(text) {
  return text.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

/**
 * Things with datastreams whose `mean`, `swing` and `noise` say how they move. `silent` ones stop:
 * some are late, some stale, some were never heard.
 */
export function city({ seed = 42, scale = 1, vehicles = 60 } = {}) {
  const r = random(seed);
  const things = [];
  let nextStream = 1;
  const ids = new Set();
  const add = (theme, name, lon, lat, streams, more = {}) => {
    let id = `${theme}-${slug(name)}`.slice(0, 58);
    while (ids.has(id)) id += 'x';
    ids.add(id);
    things.push({
      id, name, theme, lon, lat, moving: false, owner: 'Stadt Köln', licence: 'dl-de/by-2-0', silence: 'none', ...more,
      streams: streams.map((stream) => ({ id: nextStream++, averaging: null, type: 'number', ...stream })),
    });
  };
  const air = (property, de, en, mean, swing) => ({ property, de, en, unit: 'ug/m3', interval: 3600, averaging: 3600, mean, swing, noise: swing / 4, min: 1 });
  AIR.forEach(([name, lon, lat], i) => {
    const street = i < 2 || i === 6 ? 1.7 : 1;
    const streams = [air('no2', 'Stickstoffdioxid', 'Nitrogen dioxide', 24 * street, 14 * street), air('pm10', 'Feinstaub PM10', 'Particulate matter PM10', 17 * street, 6), air('pm2_5', 'Feinstaub PM2,5', 'Particulate matter PM2.5', 9 * street, 4)];
    if (i % 3 === 0) streams.push(air('o3', 'Ozon', 'Ozone', 48, 26), air('so2', 'Schwefeldioxid', 'Sulphur dioxide', 4, 2));
    if (i === 1) streams[0].mean = 96;
    add('air', name, lon, lat, streams, { owner: 'LANUV NRW' });
  });
  for (let i = 0; i < 40; i++) {
    add('air', `Bürgersensor ${i + 1}`, 6.9 + r() * 0.14, 50.89 + r() * 0.1, [
      { ...air('pm10', 'Feinstaub PM10', 'Particulate matter PM10', 10 + r() * 18, 5), interval: 300, averaging: 150 },
      { ...air('pm2_5', 'Feinstaub PM2,5', 'Particulate matter PM2.5', 5 + r() * 9, 3), interval: 300, averaging: 150 },
    ], { owner: 'Sensor.Community', licence: 'ODbL-1.0' });
  }
  for (const [name, lon, lat, capacity] of PARKING) {
    add('parking', name, lon, lat, [
      { property: 'free_spaces', de: 'Freie Stellplätze', en: 'Free spaces', unit: '{spaces}', interval: 60, mean: capacity * (0.05 + r() * 0.5), swing: capacity * 0.25, noise: 4, min: 0, max: capacity, whole: true },
      { property: 'capacity', de: 'Kapazität', en: 'Capacity', unit: '{spaces}', interval: 3600, mean: capacity, swing: 0, noise: 0, whole: true },
    ]);
  }
  for (const [name, lon, lat] of BIKE) {
    add('bike-count', name, lon, lat, [{ property: 'bikes', de: 'Fahrräder', en: 'Bicycles', unit: '{bikes}', interval: 300, averaging: 900, mean: 60 + r() * 260, swing: 120, noise: 20, min: 0, whole: true }]);
  }
  for (const [name, lon, lat] of NOISE) {
    add('noise', name, lon, lat, [{ property: 'laeq', de: 'Schallpegel LAeq', en: 'Sound level LAeq', unit: 'dB', interval: 60, averaging: 900, mean: 56 + r() * 14, swing: 6, noise: 1.5, min: 30 }]);
  }
  WEATHER.forEach(([name, lon, lat]) => {
    add('weather', name, lon, lat, [
      { property: 'temperature', de: 'Lufttemperatur', en: 'Air temperature', unit: 'Cel', interval: 600, mean: 6.4 + r(), swing: 3.5, noise: 0.3 },
      { property: 'humidity', de: 'Relative Feuchte', en: 'Relative humidity', unit: '%', interval: 600, mean: 78, swing: 12, noise: 2, min: 20, max: 100 },
      { property: 'wind_speed', de: 'Windgeschwindigkeit', en: 'Wind speed', unit: 'm/s', interval: 600, mean: 3.4, swing: 1.5, noise: 0.6, min: 0 },
      { property: 'precipitation', de: 'Niederschlag', en: 'Precipitation', unit: 'mm', interval: 600, averaging: 600, mean: 0.2, swing: 0.2, noise: 0.1, min: 0 },
    ], { owner: 'Deutscher Wetterdienst', licence: 'CC BY 4.0' });
  });
  for (const [name, lon, lat, level] of WATER) {
    add('water', name, lon, lat, [{ property: 'water_level', de: 'Wasserstand', en: 'Water level', unit: 'cm', interval: 900, mean: level, swing: level * 0.05, noise: 0.8, min: 0, whole: true }], { owner: 'WSV' });
  }
  let number = 0;
  for (const [name, line] of ROADS) {
    for (let s = 0; s < line.length - 1; s++) {
      for (let k = 0; k < 3; k++) {
        const f = (k + 0.5) / 3;
        const lon = line[s][0] + (line[s + 1][0] - line[s][0]) * f;
        const lat = line[s][1] + (line[s + 1][1] - line[s][1]) * f;
        add('traffic', `${name} ${++number}`, lon + (r() - 0.5) * 0.001, lat + (r() - 0.5) * 0.001, [
          { property: 'vehicles_per_hour', de: 'Fahrzeuge pro Stunde', en: 'Vehicles per hour', unit: '{vehicles}/h', interval: 60, averaging: 60, mean: 300 + r() * 1500, swing: 400, noise: 60, min: 0, whole: true },
          { property: 'speed', de: 'Geschwindigkeit', en: 'Speed', unit: 'km/h', interval: 60, averaging: 60, mean: 30 + r() * 25, swing: 8, noise: 4, min: 4 },
          { property: 'occupancy', de: 'Belegung', en: 'Occupancy', unit: '%', interval: 60, averaging: 60, mean: 4 + r() ** 3 * 30, swing: 3, noise: 1, min: 0, max: 95 },
        ]);
      }
    }
  }
  SHARING.forEach((name) => {
    const docks = 10 + Math.floor(r() * 20);
    add('sharing', name, 6.91 + r() * 0.1, 50.91 + r() * 0.06, [
      { property: 'num_vehicles_available', de: 'Verfügbare Fahrzeuge', en: 'Vehicles available', unit: '{vehicles}', interval: 60, mean: docks * r() * 0.7, swing: docks * 0.3, noise: 1, min: 0, max: docks, whole: true },
      { property: 'num_docks_available', de: 'Freie Abstellplätze', en: 'Docks available', unit: '{docks}', interval: 60, mean: docks * 0.4, swing: 3, noise: 1, min: 0, max: docks, whole: true },
    ], { owner: 'KVB' });
  });
  for (let i = 0; i < vehicles; i++) {
    add('sharing', `Leihrad ${100 + i}`, 6.92 + r() * 0.08, 50.91 + r() * 0.05, [], { moving: true, heading: r() * 6.28, owner: 'KVB' });
  }
  for (let i = 0; i < (scale - 1) * 400; i++) {
    add('traffic', `Messstelle ${i + 1}`, 6.8 + r() * 0.35, 50.84 + r() * 0.23, [{ property: 'vehicles_per_hour', de: 'Fahrzeuge pro Stunde', en: 'Vehicles per hour', unit: '{vehicles}/h', interval: 60, mean: 200 + r() * 1500, swing: 400, noise: 60, min: 0, whole: true }]);
  }
  // Somebody is always late, stale, offline or new.
  const plain = things.filter((thing) => !thing.moving);
  const pick = (n, silence) => {
    for (let i = 0; i < n; i++) plain[Math.floor(r() * plain.length)].silence = silence;
  };
  pick(5, 'late');
  pick(9, 'stale');
  pick(4, 'offline');
  pick(3, 'never');
  things.find((thing) => thing.id === 'noise-ebertplatz').silence = 'stale';
  for (const id of ['air-clevischer-ring', 'air-turiner-strasse', 'parking-parkhaus-am-dom', 'water-rhein-pegel-koeln', 'noise-rudolfplatz', 'bike-count-neumarkt']) {
    things.find((thing) => thing.id === id).silence = 'none';
  }
  things.find((thing) => thing.id === 'bike-count-stadtwald').lon = null;
  return { things, random: r };
}

/** The value at a time of day: a daily curve with some noise. */
export function valueAt(stream, at, r) {
  const hour = ((at / 3_600_000) % 24) + stream.id * 0.07;
  const curve = Math.sin(((hour - 9) / 24) * 2 * Math.PI) * 0.7 + Math.sin(((hour - 7) / 12) * 2 * Math.PI) * 0.3;
  let value = stream.mean + stream.swing * curve + (r() - 0.5) * 2 * stream.noise;
  if (stream.min !== undefined) value = Math.max(stream.min, value);
  if (stream.max !== undefined) value = Math.min(stream.max, value);
  return stream.whole ? Math.round(value) : Math.round(value * 10) / 10;
}
