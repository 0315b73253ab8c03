-- The same names and columns as with TimescaleDB, computed from raw when asked. Only numbers and
-- booleans have them; explicit gaps are left out.

CREATE VIEW observation_15min AS
SELECT datastream_id,
  date_bin(INTERVAL '15 minutes', phenomenon_time, TIMESTAMPTZ '2000-01-01 00:00:00Z') AS bucket,
  count(result) AS count, sum(result) AS sum, avg(result) AS avg,
  min(result) AS min, max(result) AS max
FROM observation
WHERE result IS NOT NULL
GROUP BY 1, 2;

-- Hours of UTC.
CREATE VIEW observation_hour AS
SELECT datastream_id, date_trunc('hour', phenomenon_time, 'UTC') AS bucket,
  count(result) AS count, sum(result) AS sum, avg(result) AS avg,
  min(result) AS min, max(result) AS max
FROM observation
WHERE result IS NOT NULL
GROUP BY 1, 2;

-- Days of Köln: 23 or 25 hours long when the clocks change.
CREATE VIEW observation_day AS
SELECT datastream_id, date_trunc('day', phenomenon_time, 'Europe/Berlin') AS bucket,
  count(result) AS count, sum(result) AS sum, avg(result) AS avg,
  min(result) AS min, max(result) AS max
FROM observation
WHERE result IS NOT NULL
GROUP BY 1, 2;
