-- Each entry carries a SHA-256 over the hash of the entry before it and over its own content, so that
-- a change, a removal or an insertion behind the product's back does not go unseen. The hash is
-- computed again in Java, by city.veedel.schema.audit.AuditChain; both must spell the content alike.

-- The end of the chain. Every writer locks the one row, so that entries follow one another in the
-- order in which they are committed; and who cuts off the end must think of this row as well.
CREATE TABLE audit_head (
  only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  audit_entry_id bigint NOT NULL,
  hash           bytea NOT NULL
);
INSERT INTO audit_head (audit_entry_id, hash) VALUES (0, sha256('veedel audit trail'));

-- The previous hash, then each field as the count of its bytes in UTF-8, a colon, the field.
CREATE FUNCTION audit_hash(previous bytea, id bigint, at timestamptz, actor text, action text,
  subject text, detail jsonb) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(previous || convert_to(
    string_agg(octet_length(convert_to(field, 'UTF8')) || ':' || field, '' ORDER BY place), 'UTF8'))
  FROM unnest(ARRAY[id::text, (extract(epoch FROM at) * 1000000)::bigint::text, actor, action,
    subject, detail::text]) WITH ORDINALITY AS fields (field, place)
$$;

ALTER TABLE audit_entry ADD COLUMN hash bytea;

-- What was written before there was a chain is vouched for from now on.
ALTER TABLE audit_entry DISABLE TRIGGER append_only;
DO $$
DECLARE
  entry veedel.audit_entry;
  last  veedel.audit_head;
BEGIN
  SELECT * INTO STRICT last FROM veedel.audit_head;
  FOR entry IN SELECT * FROM veedel.audit_entry ORDER BY audit_entry_id LOOP
    last.audit_entry_id := entry.audit_entry_id;
    last.hash := veedel.audit_hash(last.hash, entry.audit_entry_id, entry.at, entry.actor,
      entry.action, entry.subject, entry.detail);
    UPDATE veedel.audit_entry SET hash = last.hash WHERE audit_entry_id = entry.audit_entry_id;
  END LOOP;
  UPDATE veedel.audit_head SET audit_entry_id = last.audit_entry_id, hash = last.hash;
END $$;

-- Numbers now come from the head: a sequence gives numbers to transactions that are rolled back.
ALTER TABLE audit_entry ALTER COLUMN hash SET NOT NULL, ALTER COLUMN audit_entry_id DROP IDENTITY;

CREATE FUNCTION audit_entry_is_chained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last veedel.audit_head;
BEGIN
  SELECT * INTO STRICT last FROM veedel.audit_head FOR UPDATE;
  -- Here and not by ON CONFLICT: that would leave an entry in the chain that is not in the table.
  IF NEW.action = 'device.quota_exceeded' AND EXISTS (
    SELECT FROM veedel.audit_entry e WHERE e.action = NEW.action AND e.subject = NEW.subject
      AND e.detail ->> 'month' = NEW.detail ->> 'month')
  THEN
    RETURN NULL;
  END IF;
  NEW.audit_entry_id := last.audit_entry_id + 1;
  NEW.hash := veedel.audit_hash(last.hash, NEW.audit_entry_id, NEW.at, NEW.actor, NEW.action,
    NEW.subject, NEW.detail);
  UPDATE veedel.audit_head SET audit_entry_id = NEW.audit_entry_id, hash = NEW.hash;
  RETURN NEW;
END $$;
CREATE TRIGGER chained BEFORE INSERT ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_entry_is_chained();

CREATE FUNCTION audit_head_follows_the_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'audit_head only follows audit_entry' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER follows BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION audit_head_follows_the_entries();

-- ALWAYS: also where session_replication_role asks triggers to be silent.
ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER append_only, ENABLE ALWAYS TRIGGER chained;
ALTER TABLE audit_head ENABLE ALWAYS TRIGGER follows;

-- The owner, too, has to give itself these rights back first, and to switch the trigger off.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM PUBLIC, CURRENT_USER;
REVOKE DELETE, TRUNCATE ON audit_head FROM PUBLIC, CURRENT_USER;
