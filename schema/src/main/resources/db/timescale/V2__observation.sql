-- TimescaleDB: one hypertable per retention class (dropping chunks is per hypertable).

-- Decided once, by the first migration: see city.veedel.schema.Migrations.
CREATE TABLE engine (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  name     text NOT NULL CHECK (name IN ('postgresql', 'timescaledb'))
);
INSERT INTO engine (name) VALUES ('timescaledb');

CREATE TABLE observation (
  datastream_id   int NOT NULL,
  phenomenon_time timestamptz NOT NULL,
  result          float8,
  result_text     text,
  received_at     timestamptz NOT NULL,
  sequence        bigint,
  -- Bit 0: the time is that of receipt, the device sent none.
  flags           smallint NOT NULL DEFAULT 0,
  CONSTRAINT observation_key UNIQUE (datastream_id, phenomenon_time)
);
SELECT create_hypertable('observation', by_range('phenomenon_time', INTERVAL '7 days'),
  create_default_indexes => false);

-- A re-send without a time is known by its sequence.
CREATE INDEX observation_sequence ON observation (datastream_id, sequence, phenomenon_time)
  WHERE flags & 1 = 1 AND sequence IS NOT NULL;

ALTER TABLE observation SET (
  timescaledb.compress,
  timescaledb.compress_segmentby = 'datastream_id',
  timescaledb.compress_orderby = 'phenomenon_time DESC'
);
-- Later than most late data, so that few late rows make a chunk be opened again.
SELECT add_compression_policy('observation', INTERVAL '14 days');

-- Chunks make themselves; what is absurd for plain PostgreSQL is absurd here.
CREATE FUNCTION ensure_observation_partitions(p_from timestamptz, p_to timestamptz)
RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF p_from < '1700-01-01' OR p_to > now() + interval '366 days' OR p_from > p_to THEN
    RAISE EXCEPTION 'no partition for % to %: years from 1700 to one year ahead are allowed',
      p_from, p_to USING ERRCODE = 'datetime_field_overflow';
  END IF;
  RETURN 0;
END $$;
