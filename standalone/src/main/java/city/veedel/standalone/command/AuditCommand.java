package city.veedel.standalone.command;

import city.veedel.schema.audit.AuditChain;
import city.veedel.schema.audit.AuditHead;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./veedel audit …}: whether the audit trail is as it was written. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Verifies the audit trail, and tells its head to keep elsewhere.")
final class AuditCommand {
  private final Context context;

  AuditCommand(Context context) {
    this.context = context;
  }

  @Audited(exempt = "reads the hashes of the trail only")
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Computes the chain of hashes again and tells the first link that is broken.",
        "Whoever can rewrite all of it is only found by a head that was kept elsewhere: --kept."
      })
  int verify(
      @Option(
              names = "--kept",
              paramLabel = "HEAD",
              description = "A head of an earlier day, as audit head printed it; may be repeated")
          @Nullable List<String> kept,
      @Option(names = "--json") boolean json) {
    List<AuditHead> heads = kept == null ? List.of() : kept.stream().map(AuditHead::parse).toList();
    AuditChain.Verdict verdict =
        context.withDatabase(database -> new AuditChain(database.dataSource()).verify(heads));
    return switch (verdict) {
      case AuditChain.Verdict.Intact(AuditHead head) -> {
        tell(json, Map.of("intact", true, "head", head.toString()), "intact up to " + head);
        yield ExitCode.OK;
      }
      case AuditChain.Verdict.Broken(long id, String why) -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("intact", false);
        fields.put("entry", id);
        fields.put("why", why);
        tell(json, fields, "BROKEN at entry " + id + ": " + why);
        yield ExitCode.FAILED;
      }
    };
  }

  @Audited(exempt = "reads the hashes of the trail only")
  @Command(
      name = "head",
      mixinStandardHelpOptions = true,
      description = "Prints the number and the hash of the last entry: keep it on another machine.")
  int head() {
    context
        .console()
        .line(
            context
                .withDatabase(database -> new AuditChain(database.dataSource()).head())
                .toString());
    return ExitCode.OK;
  }

  private void tell(boolean json, Map<String, Object> fields, String line) {
    if (json) {
      context.console().json(fields);
    } else {
      context.console().line(line);
    }
  }
}
