package city.veedel.schema.registry;

import city.veedel.schema.audit.Actor;

/** A person or program that logs in. */
public record Account(int id, String name, Role role, int organisationId) {
  /**
   * As the audit trail names it.
   *
   * @param address of the network it acts from
   */
  public Actor actingFrom(String address) {
    return Actor.account(name, role.code(), organisationId, address);
  }
}
