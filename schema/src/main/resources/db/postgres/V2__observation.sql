-- Plain PostgreSQL: one table, partitioned by month (UTC). Ingest asks for partitions before it
-- writes.

-- Decided once, by the first migration: see city.veedel.schema.Migrations.
CREATE TABLE engine (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  name     text NOT NULL CHECK (name IN ('postgresql', 'timescaledb'))
);
INSERT INTO engine (name) VALUES ('postgresql');

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

-- A re-send without a time is known by its sequence.
CREATE INDEX observation_sequence ON observation (datastream_id, sequence, phenomenon_time)
  WHERE flags & 1 = 1 AND sequence IS NOT NULL;

-- Makes every month from the one of p_from to the one of p_to writable. Years before 1700 and more
-- than a year ahead are refused with SQLSTATE 22008, so that one absurd time cannot make ten
-- thousand tables. ATTACH, unlike CREATE ... PARTITION OF, does not lock readers out.
CREATE FUNCTION ensure_observation_partitions(p_from timestamptz, p_to timestamptz)
RETURNS int LANGUAGE plpgsql SET search_path = veedel, public SET timezone = 'UTC' AS $$
DECLARE
  v_month timestamptz := date_trunc('month', p_from);
  v_made  int := 0;
  v_name  text;
BEGIN
  IF p_from < '1700-01-01' OR p_to > now() + interval '366 days' OR p_from > p_to THEN
    RAISE EXCEPTION 'no partition for % to %: years from 1700 to one year ahead are allowed',
      p_from, p_to USING ERRCODE = 'datetime_field_overflow';
  END IF;
  WHILE v_month <= p_to LOOP
    v_name := 'observation_' || to_char(v_month, 'YYYY_MM');
    IF to_regclass(v_name) IS NULL THEN
      PERFORM pg_advisory_xact_lock(hashtext('veedel.observation.partition'));
      IF to_regclass(v_name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE observation INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', v_name);
        EXECUTE format('ALTER TABLE observation ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
          v_name, v_month, v_month + interval '1 month');
        v_made := v_made + 1;
      END IF;
    END IF;
    v_month := v_month + interval '1 month';
  END LOOP;
  RETURN v_made;
END $$;

-- Drops whole months older than p_keep; null keeps everything. Call it now and then: PostgreSQL has
-- no scheduler of its own.
CREATE FUNCTION set_observation_retention(p_keep interval)
RETURNS void LANGUAGE plpgsql SET search_path = veedel, public SET timezone = 'UTC' AS $$
DECLARE
  v_name text;
BEGIN
  FOR v_name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'observation'::regclass
      AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' < now() - p_keep
  LOOP
    EXECUTE format('DROP TABLE %I', v_name);
  END LOOP;
END $$;
