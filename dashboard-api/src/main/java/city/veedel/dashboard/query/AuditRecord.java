package city.veedel.dashboard.query;

import city.veedel.schema.audit.AuditEntry;

/** An entry of the audit trail with the number under which it is kept; later ones are higher. */
public record AuditRecord(long id, AuditEntry entry) {}
