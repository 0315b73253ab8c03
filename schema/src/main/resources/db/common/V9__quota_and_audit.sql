-- How many observations a device may bring in a calendar month of Europe/Berlin; null: any number.
ALTER TABLE device ADD COLUMN monthly_quota bigint CHECK (monthly_quota > 0);

-- What somebody may have to answer for later: written once, never changed. The detail is a JSON
-- object of texts.
CREATE TABLE audit_entry (
  audit_entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at             timestamptz NOT NULL,
  actor          text NOT NULL,
  action         text NOT NULL,
  subject        text NOT NULL,
  detail         jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX ON audit_entry (subject, audit_entry_id);

-- A device over its quota is told of once a month, also when the gateway has forgotten that it was.
CREATE UNIQUE INDEX audit_entry_quota_once ON audit_entry (subject, (detail ->> 'month'))
  WHERE action = 'device.quota_exceeded';

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
