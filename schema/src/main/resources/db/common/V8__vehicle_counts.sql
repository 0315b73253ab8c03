-- What is kept of shared vehicles: how many stood in a cell of H3 resolution 8 (0.7 km²), every
-- quarter of an hour. Never which.

-- The type of a shared vehicle; null for everything else that moves.
ALTER TABLE thing_position ADD COLUMN shared_type_id text;

CREATE TABLE vehicle_count (
  at             timestamptz NOT NULL,
  device_type_id text NOT NULL,
  cell           bigint NOT NULL,
  -- Null: one or two. Small numbers can point at a person, so the database never holds them.
  vehicles       int CHECK (vehicles >= 3),
  PRIMARY KEY (at, device_type_id, cell)
);
CREATE INDEX ON vehicle_count (cell, at);

CREATE VIEW vehicle_count_view AS
SELECT c.at, lpad(to_hex(c.cell), 15, '0') AS h3_cell, c.device_type_id, t.title AS device_type,
  c.vehicles, c.vehicles IS NULL AS suppressed
FROM vehicle_count c LEFT JOIN device_type t USING (device_type_id);
COMMENT ON VIEW vehicle_count_view IS
  'Shared vehicles per H3 cell (resolution 8), device type and quarter of an hour; vehicles is null and suppressed true where there were one or two; no row: none, or nothing was counted.';
