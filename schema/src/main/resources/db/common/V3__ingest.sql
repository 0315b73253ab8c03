-- What ingest writes beside the observations, in the same transaction.

-- Latest result per datastream. Never goes back: a late observation does not replace a newer one.
CREATE TABLE latest_observation (
  datastream_id   int PRIMARY KEY,
  phenomenon_time timestamptz NOT NULL,
  result          float8,
  result_text     text,
  received_at     timestamptz NOT NULL,
  stored_at       timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Where a moving thing is now. No history of single things is kept.
CREATE TABLE thing_position (
  thing_id        text PRIMARY KEY,
  longitude       float8 NOT NULL,
  latitude        float8 NOT NULL,
  phenomenon_time timestamptz NOT NULL
) WITH (fillfactor = 50);

-- The value that stood before a correction.
CREATE TABLE observation_revision (
  datastream_id   int NOT NULL,
  phenomenon_time timestamptz NOT NULL,
  result          float8,
  result_text     text,
  received_at     timestamptz NOT NULL,
  sequence        bigint,
  replaced_at     timestamptz NOT NULL
);
CREATE INDEX ON observation_revision (datastream_id, phenomenon_time);

CREATE TABLE dead_letter (
  dead_letter_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_id      text NOT NULL,
  protocol       text NOT NULL,
  assured        boolean NOT NULL,
  address        text NOT NULL,
  content_format text NOT NULL,
  reason         text NOT NULL,
  detail         text NOT NULL,
  pointer        text NOT NULL,
  payload        bytea NOT NULL,
  observations   int NOT NULL,
  acknowledged   boolean NOT NULL,
  received_at    timestamptz NOT NULL,
  state          text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'discarded')),
  state_at       timestamptz NOT NULL DEFAULT now(),
  -- Where it stood in the journal: a repeat after a crash must not store it twice. The part is for
  -- observations of one entry that were set aside when storing.
  journal_id     uuid NOT NULL,
  journal_batch  bigint NOT NULL,
  journal_index  int NOT NULL,
  part           int NOT NULL DEFAULT 0,
  UNIQUE (journal_id, journal_batch, journal_index, part)
);
CREATE INDEX ON dead_letter (device_id, received_at);
CREATE INDEX ON dead_letter (received_at) WHERE state = 'open';

-- What became of every observation, per device and hour of receipt. Counts observations, not
-- messages. accepted = stored + duplicate + corrected + quarantined. "late" is a part of stored.
CREATE TABLE receipt (
  device_id     text NOT NULL,
  hour          timestamptz NOT NULL,
  assured       boolean NOT NULL,
  accepted      bigint NOT NULL DEFAULT 0,
  stored        bigint NOT NULL DEFAULT 0,
  duplicate     bigint NOT NULL DEFAULT 0,
  corrected     bigint NOT NULL DEFAULT 0,
  quarantined   bigint NOT NULL DEFAULT 0,
  late          bigint NOT NULL DEFAULT 0,
  -- Dead letters whose sender was told; not part of accepted.
  refused       bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (device_id, hour, assured)
) WITH (fillfactor = 50);

-- How far the journal has been stored. Same transaction as the rows.
CREATE TABLE ingest_position (
  journal_id uuid PRIMARY KEY,
  batch      bigint NOT NULL,
  index      int NOT NULL,
  updated_at timestamptz NOT NULL
);
