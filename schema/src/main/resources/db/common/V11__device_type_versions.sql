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

-- Bounds of the model, for whoever writes here by hand: an interval that is too long for arithmetic
-- would stop whoever computes with it. What stands beyond them is brought to them.
UPDATE device_type SET accepted_past = least(accepted_past, '109800 days'),
  accepted_future = least(accepted_future, '366 days')
WHERE accepted_past > '109800 days' OR accepted_future > '366 days';
ALTER TABLE device_type ADD CONSTRAINT accepted_time_is_bounded CHECK (
  accepted_past BETWEEN '0' AND '109800 days' AND accepted_future BETWEEN '0' AND '366 days');
UPDATE device_type_property SET expected_interval = least(expected_interval, '366 days'),
  averaging_period = least(averaging_period, '366 days')
WHERE expected_interval > '366 days' OR averaging_period > '366 days';
ALTER TABLE device_type_property ADD CONSTRAINT periods_are_bounded CHECK (
  expected_interval BETWEEN '0' AND '366 days' AND averaging_period BETWEEN '0' AND '366 days');
UPDATE observed_property SET expected_interval = least(expected_interval, '366 days'),
  averaging_period = least(averaging_period, '366 days')
WHERE expected_interval > '366 days' OR averaging_period > '366 days';
ALTER TABLE observed_property ADD CONSTRAINT periods_are_bounded CHECK (
  expected_interval BETWEEN '0' AND '366 days' AND averaging_period BETWEEN '0' AND '366 days');
UPDATE datastream SET expected_interval = least(expected_interval, '366 days'),
  averaging_period = least(averaging_period, '366 days')
WHERE expected_interval > '366 days' OR averaging_period > '366 days';
ALTER TABLE datastream ADD CONSTRAINT periods_are_bounded CHECK (
  expected_interval BETWEEN '0' AND '366 days' AND averaging_period BETWEEN '0' AND '366 days');

-- The device that brought a thing along; null for things that were registered. What is stored of
-- it is of that device's type.
ALTER TABLE thing ADD COLUMN brought_by text REFERENCES device ON DELETE SET NULL;
UPDATE thing t SET brought_by = (
  SELECT d.device_id FROM device d JOIN device_type y USING (device_type_id)
  WHERE y.creates_things AND starts_with(t.thing_id, d.device_id || '-')
  ORDER BY length(d.device_id) DESC LIMIT 1)
WHERE NOT EXISTS (SELECT FROM device_thing g WHERE g.thing_id = t.thing_id);

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
