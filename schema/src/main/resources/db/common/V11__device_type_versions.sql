-- A device type says who makes the device, how its payloads are read, and what is believed of its
-- values; every change of it is a version, and what was stored says which one read it.

ALTER TABLE device_type
  ADD COLUMN vendor   text NOT NULL DEFAULT '',
  ADD COLUMN model    text NOT NULL DEFAULT '',
  ADD COLUMN version  smallint NOT NULL DEFAULT 1 CHECK (version >= 1),
  ADD COLUMN envelope text NOT NULL DEFAULT 'none',
  -- The script, the expression or the field table.
  ADD COLUMN source   text NOT NULL DEFAULT '',
  -- An array of objects {field, property, unit}, texts all.
  ADD COLUMN mapping  jsonb NOT NULL DEFAULT '[]';

-- In the unit of the property; null: any number is believed.
ALTER TABLE device_type_property
  ADD COLUMN plausible_min float8,
  ADD COLUMN plausible_max float8,
  ADD CONSTRAINT plausible_is_a_range CHECK (
    (plausible_min IS NULL) = (plausible_max IS NULL)
    AND (plausible_min IS NULL OR plausible_min < plausible_max AND result_type = 'number'));
ALTER TABLE observed_property
  ADD COLUMN plausible_min float8,
  ADD COLUMN plausible_max float8,
  ADD CONSTRAINT plausible_is_a_range CHECK (
    (plausible_min IS NULL) = (plausible_max IS NULL)
    AND (plausible_min IS NULL OR plausible_min < plausible_max AND result_type = 'number'));

-- Bounds of the model, for whoever writes here by hand: one row beyond them would stop whoever reads
-- the registry. By seconds, as the model counts: comparing intervals takes a month for 30 days. What
-- stands beyond them is brought to them.
UPDATE device_type SET accepted_past =
    CASE WHEN extract(epoch FROM accepted_past) < 0 THEN INTERVAL '0' ELSE INTERVAL '109800 days' END
WHERE extract(epoch FROM accepted_past) NOT BETWEEN 0 AND 9486720000;
UPDATE device_type SET accepted_future =
    CASE WHEN extract(epoch FROM accepted_future) < 0 THEN INTERVAL '0' ELSE INTERVAL '366 days' END
WHERE extract(epoch FROM accepted_future) NOT BETWEEN 0 AND 31622400;
ALTER TABLE device_type ADD CONSTRAINT accepted_time_is_bounded CHECK (
  extract(epoch FROM accepted_past) BETWEEN 0 AND 9486720000
  AND extract(epoch FROM accepted_future) BETWEEN 0 AND 31622400);
UPDATE device_type_property SET expected_interval = CASE WHEN extract(epoch FROM expected_interval) < 0.001
    THEN INTERVAL '1 hour' ELSE INTERVAL '366 days' END
WHERE extract(epoch FROM expected_interval) NOT BETWEEN 0.001 AND 31622400;
UPDATE device_type_property SET averaging_period = CASE WHEN extract(epoch FROM averaging_period) < 0
    THEN INTERVAL '0' ELSE INTERVAL '366 days' END
WHERE extract(epoch FROM averaging_period) NOT BETWEEN 0 AND 31622400;
ALTER TABLE device_type_property ADD CONSTRAINT periods_are_bounded CHECK (
  extract(epoch FROM expected_interval) BETWEEN 0.001 AND 31622400
  AND extract(epoch FROM averaging_period) BETWEEN 0 AND 31622400);
UPDATE observed_property SET expected_interval = CASE WHEN extract(epoch FROM expected_interval) < 0.001
    THEN INTERVAL '1 hour' ELSE INTERVAL '366 days' END
WHERE extract(epoch FROM expected_interval) NOT BETWEEN 0.001 AND 31622400;
UPDATE observed_property SET averaging_period = CASE WHEN extract(epoch FROM averaging_period) < 0
    THEN INTERVAL '0' ELSE INTERVAL '366 days' END
WHERE extract(epoch FROM averaging_period) NOT BETWEEN 0 AND 31622400;
ALTER TABLE observed_property ADD CONSTRAINT periods_are_bounded CHECK (
  extract(epoch FROM expected_interval) BETWEEN 0.001 AND 31622400
  AND extract(epoch FROM averaging_period) BETWEEN 0 AND 31622400);
UPDATE datastream SET expected_interval = CASE WHEN extract(epoch FROM expected_interval) < 0.001
    THEN INTERVAL '1 hour' ELSE INTERVAL '366 days' END
WHERE extract(epoch FROM expected_interval) NOT BETWEEN 0.001 AND 31622400;
UPDATE datastream SET averaging_period = CASE WHEN extract(epoch FROM averaging_period) < 0
    THEN INTERVAL '0' ELSE INTERVAL '366 days' END
WHERE extract(epoch FROM averaging_period) NOT BETWEEN 0 AND 31622400;
ALTER TABLE datastream ADD CONSTRAINT periods_are_bounded CHECK (
  extract(epoch FROM expected_interval) BETWEEN 0.001 AND 31622400
  AND extract(epoch FROM averaging_period) BETWEEN 0 AND 31622400);

-- The device that brought a thing along; null for things that were registered. What is stored of
-- it is of that device's type.
ALTER TABLE thing ADD COLUMN brought_by text REFERENCES device ON DELETE SET NULL;
-- By the key of device: to try every device for every thing takes minutes in a city. Of nested
-- names the longest device has it; pseudonymised vehicles are of no device's namespace.
UPDATE thing t SET brought_by = (
  SELECT d.device_id
  FROM generate_series(2, length(t.thing_id)) AS n
  JOIN device d ON d.device_id = left(t.thing_id, n - 1)
  JOIN device_type y USING (device_type_id)
  WHERE y.creates_things AND substr(t.thing_id, n, 1) = '-'
  ORDER BY n DESC LIMIT 1)
WHERE strpos(t.thing_id, '-') > 0
  AND NOT EXISTS (SELECT FROM device_thing g WHERE g.thing_id = t.thing_id);

-- Every version there was, the present one among them. A migration that adds a column to device_type
-- or device_type_property adds it to every definition here as well, with its default.
CREATE TABLE device_type_version (
  device_type_id text NOT NULL REFERENCES device_type ON DELETE CASCADE,
  version        smallint NOT NULL CHECK (version >= 1),
  -- The row of device_type as it was, and in "properties" those of device_type_property.
  definition     jsonb NOT NULL,
  created_at     timestamptz NOT NULL,
  -- As the audit trail names the actor; empty where nobody wrote it down.
  created_by     text NOT NULL,
  PRIMARY KEY (device_type_id, version)
);

CREATE FUNCTION device_type_definition(id text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = veedel AS $$
  SELECT to_jsonb(t) || jsonb_build_object('properties', coalesce(
    (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.name) FROM device_type_property p
     WHERE p.device_type_id = t.device_type_id), '[]'))
  FROM device_type t WHERE t.device_type_id = id
$$;

INSERT INTO device_type_version (device_type_id, version, definition, created_at, created_by)
SELECT device_type_id, version, device_type_definition(device_type_id), created_at, ''
FROM device_type;

-- Null: stored before there were versions.
ALTER TABLE observation ADD COLUMN decoder_version smallint;
ALTER TABLE observation_revision ADD COLUMN decoder_version smallint;
ALTER TABLE dead_letter ADD COLUMN decoder_version smallint;

CREATE OR REPLACE VIEW observation_view AS
SELECT o.datastream_id, d.thing_id, t.name AS thing_name, t.theme, d.property, d.title_de,
  d.title_en, d.unit, d.result_type, o.phenomenon_time, o.result, o.result_text, o.received_at,
  o.flags & 1 = 1 AS time_is_receipt, d.visibility, t.longitude, t.latitude, t.owner, t.licence,
  o.decoder_version
FROM observation o
JOIN datastream d USING (datastream_id)
JOIN thing t USING (thing_id);
