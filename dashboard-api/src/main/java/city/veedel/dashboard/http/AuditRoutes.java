package city.veedel.dashboard.http;

import city.veedel.dashboard.query.AuditRecord;
import city.veedel.dashboard.store.AuditTable;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.registry.Role;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The audit trail, for those who answer for the platform. */
final class AuditRoutes {
  private static final int MOST = 500;
  private static final int USUAL = 50;

  private final AuditTable trail;
  private final Cursors cursors;

  AuditRoutes(AuditTable trail, Cursors cursors) {
    this.trail = trail;
    this.cursors = cursors;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/api/v1/audit", Access.of(Role.ADMIN), this::list));
  }

  private Answer list(Request request) {
    Parameters parameters = request.parameters();
    Optional<String> subject = parameters.find("subject");
    Optional<String> action = parameters.find("action");
    int limit = parameters.integer("limit", 1, MOST, USUAL);
    String purpose = "audit/" + subject + action;
    long before =
        parameters
            .find("cursor")
            .map(cursor -> Long.parseLong(cursors.open(purpose, cursor)))
            .orElse(Long.MAX_VALUE);
    List<AuditRecord> found = trail.list(subject, action, before, limit + 1);
    boolean more = found.size() > limit;
    List<AuditRecord> page = more ? found.subList(0, limit) : found;
    @Nullable String next = more ? cursors.seal(purpose, Long.toString(page.getLast().id())) : null;
    return Answer.json(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (AuditRecord kept : page) {
        write(json, kept);
      }
      json.writeEndArray();
      json.writeStringField("next", next);
      json.writeEndObject();
    });
  }

  private static void write(JsonGenerator json, AuditRecord kept) throws IOException {
    AuditEntry entry = kept.entry();
    json.writeStartObject();
    json.writeNumberField("id", kept.id());
    json.writeStringField("at", entry.at().toString());
    json.writeStringField("actor", entry.actor());
    json.writeStringField("action", entry.action());
    json.writeStringField("subject", entry.subject());
    json.writeObjectFieldStart("detail");
    for (Map.Entry<String, String> fact : new TreeMap<>(entry.detail()).entrySet()) {
      json.writeStringField(fact.getKey(), fact.getValue());
    }
    json.writeEndObject();
    json.writeStringField("hash", kept.hash());
    json.writeEndObject();
  }
}
