package city.veedel.dashboard.query;

import city.veedel.schema.audit.AuditEntry;

/**
 * An entry of the audit trail as it is kept.
 *
 * @param id its number; later ones are higher
 * @param hash of the chain up to it, in hexadecimal
 */
public record AuditRecord(long id, AuditEntry entry, String hash) {}
