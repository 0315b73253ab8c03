package city.veedel.dashboard.http;

import city.veedel.schema.registry.Role;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who may ask.
 *
 * @param kind whether a login is looked at at all
 * @param roles of whom, where a login is needed
 */
record Access(Kind kind, Set<Role> roles) {
  enum Kind {
    /** The same for everybody; credentials are not even looked at. */
    OPEN,
    /** Everybody; people with a login see more. Readable from other origins. */
    PUBLIC,
    /** Everybody, about themselves. Not readable from other origins. */
    SELF,
    /** Only people with a login in one of the roles. */
    ROLES
  }

  static final Access OPEN = new Access(Kind.OPEN, Set.of());
  static final Access SELF = new Access(Kind.SELF, Set.of());
  static final Access PUBLIC = new Access(Kind.PUBLIC, Set.of());

  Access {
    roles = Set.copyOf(roles);
  }

  static Access of(Role first, Role... others) {
    return new Access(Kind.ROLES, EnumSet.of(first, others));
  }

  static Access anyLogin() {
    return new Access(Kind.ROLES, EnumSet.allOf(Role.class));
  }
}
