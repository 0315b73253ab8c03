package city.veedel.standalone.command;

import city.veedel.schema.audit.Act;
import city.veedel.schema.registry.Organisation;
import city.veedel.schema.registry.Organisations;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./veedel organisation …}: the vendors that bring devices. */
@Command(
    name = "organisation",
    mixinStandardHelpOptions = true,
    description = "Adds and lists organisations: the city, and vendors of sensors.")
final class OrganisationCommand {
  private final Context context;

  OrganisationCommand(Context context) {
    this.context = context;
  }

  @Audited(Act.ORGANISATION_ADDED)
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Adds a vendor; its accounts see and manage what is its own.")
  int add(
      @Parameters(paramLabel = "SLUG", description = "[a-z0-9][a-z0-9-]{0,62}") String slug,
      @Option(names = "--name", required = true, description = "For people, such as \"ACME GmbH\"")
          String name) {
    context.withDatabase(database -> {
      new Organisations(database.dataSource()).add(slug, name);
      return slug;
    });
    context
        .console()
        .note(
            "Organisation "
                + slug
                + " added. An account of it: ./veedel account add NAME --role vendor --organisation "
                + slug);
    return ExitCode.OK;
  }

  @Audited(exempt = "shows no secret")
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all of them.")
  int list(@Option(names = "--json") boolean json) {
    List<Organisation> all =
        context.withDatabase(database -> new Organisations(database.dataSource()).list());
    if (json) {
      context
          .console()
          .json(
              Map.of(
                  "items",
                  all.stream()
                      .map(one ->
                          Map.of(
                              "slug",
                              one.slug(),
                              "name",
                              one.name(),
                              "accounts",
                              one.accounts(),
                              "devices",
                              one.devices()))
                      .toList()));
    } else {
      context
          .console()
          .table(
              List.of("SLUG", "ACCOUNTS", "DEVICES", "NAME"),
              all.stream()
                  .map(one ->
                      List.of(
                          one.slug(),
                          Long.toString(one.accounts()),
                          Long.toString(one.devices()),
                          one.name()))
                  .toList());
    }
    return ExitCode.OK;
  }
}
