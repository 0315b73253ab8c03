-- TimescaleDB: one hypertable per retention class.
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
SELECT create_hypertable('observation', by_range('phenomenon_time', INTERVAL '7 days'), create_default_indexes => false);
