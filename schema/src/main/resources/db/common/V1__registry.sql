-- Who may speak, for what, and how it is read. Every row belongs to an organisation from the first
-- day on. Names are those of OGC SensorThings 1.1 where it has one.

CREATE TABLE organisation (
  organisation_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug            text NOT NULL UNIQUE,
  name            text NOT NULL
);
INSERT INTO organisation (slug, name) VALUES ('stadt-koeln', 'Stadt Köln');

-- The city's catalogue: what is observed, in which UCUM unit, and how often a value should come.
CREATE TABLE observed_property (
  name              text PRIMARY KEY,
  title_de          text NOT NULL,
  title_en          text NOT NULL,
  unit              text NOT NULL,
  result_type       text NOT NULL CHECK (result_type IN ('number', 'boolean', 'text')),
  expected_interval interval NOT NULL,
  averaging_period  interval NOT NULL DEFAULT '0',
  time_marks        text NOT NULL DEFAULT 'instant' CHECK (time_marks IN ('instant', 'start', 'end'))
);

CREATE TABLE device_type (
  device_type_id       text PRIMARY KEY,
  organisation_id      int NOT NULL REFERENCES organisation,
  title                text NOT NULL,
  decoder              text NOT NULL,
  accepted_past        interval NOT NULL,
  accepted_future      interval NOT NULL,
  creates_things       boolean NOT NULL DEFAULT false,
  pseudonymises_things boolean NOT NULL DEFAULT false,
  created_at           timestamptz NOT NULL DEFAULT now()
);

-- What a type declares; wins over the catalogue.
CREATE TABLE device_type_property (
  device_type_id    text NOT NULL REFERENCES device_type ON DELETE CASCADE,
  name              text NOT NULL,
  title_de          text NOT NULL,
  title_en          text NOT NULL,
  unit              text NOT NULL,
  result_type       text NOT NULL CHECK (result_type IN ('number', 'boolean', 'text')),
  expected_interval interval NOT NULL,
  averaging_period  interval NOT NULL DEFAULT '0',
  time_marks        text NOT NULL DEFAULT 'instant' CHECK (time_marks IN ('instant', 'start', 'end')),
  PRIMARY KEY (device_type_id, name)
);

CREATE TABLE device (
  device_id       text PRIMARY KEY,
  organisation_id int NOT NULL REFERENCES organisation,
  device_type_id  text NOT NULL REFERENCES device_type,
  title           text NOT NULL,
  enabled         boolean NOT NULL DEFAULT true,
  -- Defaults for things this device brings along.
  theme           text NOT NULL,
  visibility      text NOT NULL DEFAULT 'internal' CHECK (visibility IN ('public', 'internal')),
  owner           text NOT NULL DEFAULT '',
  licence         text NOT NULL DEFAULT '',
  created_at      timestamptz NOT NULL DEFAULT now()
);

-- Secrets are machine-made. The row keeps a nonce and a verifier, never the secret: see
-- city.veedel.schema.registry.DeviceSecrets.
CREATE TABLE credential (
  credential_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_id     text NOT NULL REFERENCES device ON DELETE CASCADE,
  nonce         bytea NOT NULL,
  verifier      bytea NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz
);
CREATE INDEX ON credential (device_id);

CREATE TABLE thing (
  thing_id        text PRIMARY KEY,
  organisation_id int NOT NULL REFERENCES organisation,
  name            text NOT NULL,
  theme           text NOT NULL,
  longitude       float8,
  latitude        float8,
  visibility      text NOT NULL DEFAULT 'internal' CHECK (visibility IN ('public', 'internal')),
  owner           text NOT NULL DEFAULT '',
  licence         text NOT NULL DEFAULT '',
  created_at      timestamptz NOT NULL DEFAULT now(),
  CHECK ((longitude IS NULL) = (latitude IS NULL))
);

-- The things a device may speak for. The first one granted is its own.
CREATE TABLE device_thing (
  device_id text NOT NULL REFERENCES device ON DELETE CASCADE,
  thing_id  text NOT NULL REFERENCES thing ON DELETE CASCADE,
  own       boolean NOT NULL DEFAULT false,
  PRIMARY KEY (device_id, thing_id)
);
CREATE UNIQUE INDEX device_own_thing ON device_thing (device_id) WHERE own;

CREATE TABLE datastream (
  datastream_id     int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organisation_id   int NOT NULL REFERENCES organisation,
  thing_id          text NOT NULL REFERENCES thing ON DELETE CASCADE,
  property          text NOT NULL,
  title_de          text NOT NULL,
  title_en          text NOT NULL,
  unit              text NOT NULL,
  result_type       text NOT NULL CHECK (result_type IN ('number', 'boolean', 'text')),
  expected_interval interval NOT NULL,
  averaging_period  interval NOT NULL DEFAULT '0',
  time_marks        text NOT NULL DEFAULT 'instant' CHECK (time_marks IN ('instant', 'start', 'end')),
  visibility        text NOT NULL DEFAULT 'internal' CHECK (visibility IN ('public', 'internal')),
  retention_class   text NOT NULL DEFAULT 'standard',
  created_at        timestamptz NOT NULL DEFAULT now(),
  UNIQUE (thing_id, property)
);

-- One row; grows with every change that the gateway's snapshot must see. NOTIFY is a hint, polling
-- the version is the truth.
CREATE TABLE registry_version (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version  bigint NOT NULL
);
INSERT INTO registry_version (version) VALUES (1);

CREATE FUNCTION registry_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE veedel.registry_version SET version = version + 1;
  PERFORM pg_notify('veedel_registry', '');
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON device_type FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON device_type_property FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON device FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON credential FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON device_thing FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON observed_property FOR EACH STATEMENT EXECUTE FUNCTION registry_changed();

-- People. Passwords: Argon2id in PHC string form. Sessions and tokens: SHA-256 of the random token.
CREATE TABLE account (
  account_id      int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organisation_id int NOT NULL REFERENCES organisation,
  name            text NOT NULL UNIQUE,
  password_hash   text NOT NULL,
  role            text NOT NULL CHECK (role IN ('viewer', 'operator', 'planner', 'vendor', 'steward', 'admin')),
  created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE access_token (
  token_hash bytea PRIMARY KEY,
  account_id int NOT NULL REFERENCES account ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('session', 'api')),
  title      text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
