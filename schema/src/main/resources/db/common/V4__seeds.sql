-- What a new installation starts with.

-- Live devices may be thirty days late and five minutes fast; a replay may be of any past.
INSERT INTO device_type (device_type_id, organisation_id, title, decoder, accepted_past,
  accepted_future, creates_things, pseudonymises_things)
SELECT v.id, o.organisation_id, v.title, v.decoder, v.past, INTERVAL '5 minutes', v.creates, v.pseudo
FROM organisation o, (VALUES
  ('json', 'Veedel JSON', 'json', INTERVAL '30 days', true, false),
  ('senml', 'SenML (RFC 8428)', 'senml', INTERVAL '30 days', true, false),
  ('replay', 'Replay of recordings', 'json', INTERVAL '109800 days', true, false),
  ('sharing-vehicles', 'Shared vehicles', 'json', INTERVAL '30 days', true, true)
) AS v (id, title, decoder, past, creates, pseudo)
WHERE o.slug = 'stadt-koeln';

-- The catalogue: unit in UCUM, how often a value should come, the period it stands for, and whether
-- its time marks that period's start or end.
INSERT INTO observed_property (name, title_de, title_en, unit, result_type, expected_interval,
  averaging_period, time_marks) VALUES
  -- traffic
  ('vehicles_per_hour', 'Fahrzeuge pro Stunde', 'Vehicles per hour', '{vehicles}/h', 'number', '5 min', '5 min', 'end'),
  ('vehicles', 'Fahrzeuge', 'Vehicles', '{vehicles}', 'number', '5 min', '5 min', 'end'),
  ('speed', 'Geschwindigkeit', 'Speed', 'km/h', 'number', '5 min', '5 min', 'end'),
  ('occupancy', 'Belegung', 'Occupancy', '%', 'number', '5 min', '5 min', 'end'),
  ('load_level', 'Verkehrslage', 'Traffic load', '{level}', 'number', '5 min', '0', 'instant'),
  ('travel_time', 'Reisezeit', 'Travel time', 's', 'number', '5 min', '5 min', 'end'),
  -- parking
  ('free_spaces', 'Freie Stellplätze', 'Free spaces', '{spaces}', 'number', '5 min', '0', 'instant'),
  ('occupied_spaces', 'Belegte Stellplätze', 'Occupied spaces', '{spaces}', 'number', '5 min', '0', 'instant'),
  ('capacity', 'Stellplätze', 'Spaces', '{spaces}', 'number', '1 day', '0', 'instant'),
  ('occupied', 'Belegt', 'Occupied', '1', 'boolean', '1 hour', '0', 'instant'),
  ('state', 'Zustand', 'State', '{state}', 'text', '1 hour', '0', 'instant'),
  ('trend', 'Tendenz', 'Trend', '{level}', 'number', '5 min', '0', 'instant'),
  -- bike-count
  ('bikes', 'Fahrräder', 'Bicycles', '{bikes}', 'number', '15 min', '15 min', 'start'),
  ('bikes_per_day', 'Fahrräder pro Tag', 'Bicycles per day', '{bikes}', 'number', '1 day', '1 day', 'start'),
  ('pedestrians', 'Fußgänger', 'Pedestrians', '{persons}', 'number', '15 min', '15 min', 'start'),
  -- sharing
  ('num_vehicles_available', 'Verfügbare Fahrzeuge', 'Vehicles available', '{vehicles}', 'number', '5 min', '0', 'instant'),
  ('num_bikes_available', 'Verfügbare Räder', 'Bicycles available', '{bikes}', 'number', '5 min', '0', 'instant'),
  ('num_docks_available', 'Freie Abstellplätze', 'Docks available', '{docks}', 'number', '5 min', '0', 'instant'),
  ('is_renting', 'Ausleihe möglich', 'Renting', '1', 'boolean', '5 min', '0', 'instant'),
  ('is_returning', 'Rückgabe möglich', 'Returning', '1', 'boolean', '5 min', '0', 'instant'),
  ('vehicle_state', 'Fahrzeugzustand', 'Vehicle state', '{state}', 'text', '5 min', '0', 'instant'),
  ('current_range', 'Reichweite', 'Range', 'm', 'number', '5 min', '0', 'instant'),
  -- air
  ('no2', 'Stickstoffdioxid', 'Nitrogen dioxide', 'ug/m3', 'number', '1 hour', '1 hour', 'end'),
  ('no', 'Stickstoffmonoxid', 'Nitric oxide', 'ug/m3', 'number', '1 hour', '1 hour', 'end'),
  ('o3', 'Ozon', 'Ozone', 'ug/m3', 'number', '1 hour', '1 hour', 'end'),
  ('so2', 'Schwefeldioxid', 'Sulphur dioxide', 'ug/m3', 'number', '1 hour', '1 hour', 'end'),
  ('co', 'Kohlenmonoxid', 'Carbon monoxide', 'ug/m3', 'number', '1 hour', '1 hour', 'end'),
  ('co2', 'Kohlendioxid', 'Carbon dioxide', '[ppm]', 'number', '10 min', '0', 'instant'),
  ('pm10', 'Feinstaub PM10', 'Particulate matter PM10', 'ug/m3', 'number', '1 hour', '1 hour', 'end'),
  ('pm2_5', 'Feinstaub PM2,5', 'Particulate matter PM2.5', 'ug/m3', 'number', '1 hour', '1 hour', 'end'),
  -- noise
  ('laeq', 'A-bewerteter Dauerschallpegel', 'A-weighted equivalent sound level', 'dB', 'number', '5 min', '5 min', 'end'),
  ('lamax', 'A-bewerteter Maximalpegel', 'A-weighted maximum sound level', 'dB', 'number', '5 min', '5 min', 'end'),
  -- weather
  ('temperature', 'Lufttemperatur', 'Air temperature', 'Cel', 'number', '10 min', '0', 'instant'),
  ('humidity', 'Relative Luftfeuchte', 'Relative humidity', '%', 'number', '10 min', '0', 'instant'),
  ('dew_point', 'Taupunkt', 'Dew point', 'Cel', 'number', '10 min', '0', 'instant'),
  ('pressure', 'Luftdruck', 'Air pressure', 'hPa', 'number', '10 min', '0', 'instant'),
  ('wind_speed', 'Windgeschwindigkeit', 'Wind speed', 'm/s', 'number', '10 min', '10 min', 'end'),
  ('wind_direction', 'Windrichtung', 'Wind direction', 'deg', 'number', '10 min', '10 min', 'end'),
  ('wind_gust', 'Windböe', 'Wind gust', 'm/s', 'number', '10 min', '10 min', 'end'),
  ('precipitation', 'Niederschlag', 'Precipitation', 'mm', 'number', '10 min', '10 min', 'end'),
  ('global_radiation', 'Globalstrahlung', 'Global radiation', 'W/m2', 'number', '10 min', '10 min', 'end'),
  ('sunshine', 'Sonnenscheindauer', 'Sunshine duration', 'min', 'number', '10 min', '10 min', 'end'),
  -- water
  ('water_level', 'Wasserstand', 'Water level', 'cm', 'number', '15 min', '0', 'instant'),
  ('discharge', 'Abfluss', 'Discharge', 'm3/s', 'number', '15 min', '0', 'instant'),
  ('water_temperature', 'Wassertemperatur', 'Water temperature', 'Cel', 'number', '15 min', '0', 'instant'),
  -- device health
  ('battery', 'Batterieladung', 'Battery charge', '%', 'number', '1 day', '0', 'instant'),
  ('battery_voltage', 'Batteriespannung', 'Battery voltage', 'V', 'number', '1 day', '0', 'instant'),
  ('rssi', 'Empfangsstärke', 'Received signal strength', '{dBm}', 'number', '1 day', '0', 'instant'),
  ('snr', 'Signal-Rausch-Abstand', 'Signal-to-noise ratio', 'dB', 'number', '1 day', '0', 'instant'),
  ('uptime', 'Betriebszeit', 'Uptime', 's', 'number', '1 day', '0', 'instant');
