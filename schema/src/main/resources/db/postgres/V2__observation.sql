-- Plain PostgreSQL: the same table, partitioned by month; ingest asks for partitions before it writes.
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
) PARTITION BY RANGE (phenomenon_time);
