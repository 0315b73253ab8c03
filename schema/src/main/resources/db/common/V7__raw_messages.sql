-- Accepted messages as they came in, kept some days per device type, so that a wrong decoder can be
-- mended and its data decoded again.

ALTER TABLE device_type ADD COLUMN keep_raw_days int NOT NULL DEFAULT 7
  CHECK (keep_raw_days BETWEEN 0 AND 366);
-- A message about shared vehicles holds the very ids that pseudonyms hide. Of a replay the originals
-- are the recordings.
UPDATE device_type SET keep_raw_days = 0 WHERE pseudonymises_things OR device_type_id = 'replay';
ALTER TABLE device_type ADD CONSTRAINT pseudonymised_keeps_no_raw
  CHECK (keep_raw_days = 0 OR NOT pseudonymises_things);

-- A block is the messages of one device type in one batch of the ingest, compressed;
-- city.veedel.ingest.store.RawBlock has the layout.
CREATE TABLE raw_messages (
  block_id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_type_id    text NOT NULL REFERENCES device_type ON DELETE CASCADE,
  first_received_at timestamptz NOT NULL,
  last_received_at  timestamptz NOT NULL,
  messages          int NOT NULL CHECK (messages > 0),
  -- Of the payloads, before compression.
  bytes             int NOT NULL,
  content           bytea NOT NULL,
  keep_until        timestamptz NOT NULL,
  -- Where its batch began in the journal: a repeat after a crash must not store it twice. The time is
  -- for a journal put back to an older copy, which gives its positions to other messages.
  journal_id        uuid NOT NULL,
  journal_batch     bigint NOT NULL,
  journal_index     int NOT NULL,
  part              int NOT NULL,
  UNIQUE (journal_id, journal_batch, journal_index, device_type_id, part, first_received_at)
);
ALTER TABLE raw_messages ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX ON raw_messages (device_type_id, last_received_at);
CREATE INDEX ON raw_messages (keep_until);
-- Small blocks, which the ingest joins.
CREATE INDEX ON raw_messages (device_type_id, last_received_at)
  WHERE messages < 512 AND bytes < 65536;
COMMENT ON TABLE raw_messages IS
  'Accepted messages as they came in, in compressed blocks, until keep_until; read them with ./veedel decode --recent.';
