import air from './air-uba-lqi.json';
import noise from './noise-laeq.json';
import parking from './parking-free-share.json';
import sharing from './sharing-availability.json';
import traffic from './traffic-level.json';
import water from './water-koeln.json';
import weather from './weather-temperature.json';
import type { Scale } from './scale';

export const scales = {
  air: air as Scale,
  noise: noise as Scale,
  parking: parking as Scale,
  sharing: sharing as Scale,
  traffic: traffic as Scale,
  water: water as Scale,
  weather: weather as Scale,
};
