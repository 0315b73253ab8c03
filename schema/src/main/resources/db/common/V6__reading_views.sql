-- For planners, Grafana and notebooks: observations with their names. Filter by thing_id and
-- property, or by datastream_id, and by phenomenon_time.
CREATE VIEW observation_view AS
SELECT o.datastream_id, d.thing_id, t.name AS thing_name, t.theme, d.property, d.title_de,
  d.title_en, d.unit, d.result_type, o.phenomenon_time, o.result, o.result_text, o.received_at,
  o.flags & 1 = 1 AS time_is_receipt, d.visibility, t.longitude, t.latitude, t.owner, t.licence
FROM observation o
JOIN datastream d USING (datastream_id)
JOIN thing t USING (thing_id);
COMMENT ON VIEW observation_view IS
  'Observations with the names of what was observed; result is null where the sensor sent an explicit gap or a state (result_text).';
COMMENT ON TABLE observation IS
  'One row per datastream and phenomenon time; result for numbers and booleans (1, 0), result_text for states, both null for an explicit gap.';
