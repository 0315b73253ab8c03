-- Roll-ups that are always up to date: what is not yet materialised is computed from raw. Each
-- builds on the one before. Only numbers and booleans have them; explicit gaps are left out.

CREATE MATERIALIZED VIEW observation_15min
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT datastream_id, time_bucket(INTERVAL '15 minutes', phenomenon_time) AS bucket,
  count(result) AS count, sum(result) AS sum, avg(result) AS avg,
  min(result) AS min, max(result) AS max
FROM observation
WHERE result IS NOT NULL
GROUP BY 1, 2
WITH NO DATA;

-- Hours of UTC.
CREATE MATERIALIZED VIEW observation_hour
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT datastream_id, time_bucket(INTERVAL '1 hour', bucket) AS bucket,
  sum(count)::bigint AS count, sum(sum) AS sum, sum(sum) / sum(count) AS avg,
  min(min) AS min, max(max) AS max
FROM observation_15min
GROUP BY 1, 2
WITH NO DATA;

-- Days of Köln: 23 or 25 hours long when the clocks change.
CREATE MATERIALIZED VIEW observation_day
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT datastream_id, time_bucket(INTERVAL '1 day', bucket, 'Europe/Berlin') AS bucket,
  sum(count)::bigint AS count, sum(sum) AS sum, sum(sum) / sum(count) AS avg,
  min(min) AS min, max(max) AS max
FROM observation_hour
GROUP BY 1, 2
WITH NO DATA;

-- How far back roll-ups are refreshed. With a raw retention of p_keep never beyond it: a refresh
-- there would replace good roll-ups by what is left of the raw data, that is by nothing.
CREATE FUNCTION set_observation_retention(p_keep interval)
RETURNS void LANGUAGE plpgsql SET search_path = veedel, public AS $$
DECLARE
  -- Chunks go as a whole, so something of the last 7 days before the horizon may be gone already.
  v_horizon interval := p_keep - interval '8 days';
BEGIN
  IF p_keep < interval '16 days' THEN
    RAISE EXCEPTION 'raw observations must be kept for at least 16 days, not %', p_keep
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM remove_retention_policy('observation', if_exists => true);
  PERFORM remove_continuous_aggregate_policy('observation_15min', if_exists => true);
  PERFORM remove_continuous_aggregate_policy('observation_hour', if_exists => true);
  PERFORM remove_continuous_aggregate_policy('observation_day', if_exists => true);
  PERFORM add_continuous_aggregate_policy('observation_15min', start_offset => v_horizon,
    end_offset => INTERVAL '30 minutes', schedule_interval => INTERVAL '5 minutes');
  PERFORM add_continuous_aggregate_policy('observation_hour', start_offset => v_horizon,
    end_offset => INTERVAL '2 hours', schedule_interval => INTERVAL '15 minutes');
  PERFORM add_continuous_aggregate_policy('observation_day', start_offset => v_horizon,
    end_offset => INTERVAL '1 day', schedule_interval => INTERVAL '1 hour');
  IF p_keep IS NOT NULL THEN
    PERFORM add_retention_policy('observation', p_keep);
  END IF;
END $$;

-- By default nothing is ever dropped.
SELECT set_observation_retention(NULL);
