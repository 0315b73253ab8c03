package city.veedel.schema.registry;

/** A person or program that logs in. */
public record Account(int id, String name, Role role, int organisationId) {}
