package city.veedel.schema.registry;

import java.util.Optional;

/** What an account may do; the dashboard enforces it. */
public enum Role {
  VIEWER("viewer"),
  OPERATOR("operator"),
  PLANNER("planner"),
  /** Sees and manages its own devices only. */
  VENDOR("vendor"),
  STEWARD("steward"),
  ADMIN("admin");

  private final String code;

  Role(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  public static Optional<Role> findByCode(String code) {
    for (Role role : values()) {
      if (role.code.equals(code)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
