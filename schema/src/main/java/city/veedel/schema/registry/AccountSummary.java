package city.veedel.schema.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * An account as people list it; nothing of its password.
 *
 * @param organisation the slug
 * @param lastToken when its latest session or API token that is not over was issued
 */
public record AccountSummary(
    String name, Role role, String organisation, Instant createdAt, Optional<Instant> lastToken) {}
