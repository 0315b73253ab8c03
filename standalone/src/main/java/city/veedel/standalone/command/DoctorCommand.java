package city.veedel.standalone.command;

import city.veedel.schema.EngineInfo;
import city.veedel.standalone.product.RunningProduct;
import city.veedel.standalone.settings.Settings;
import city.veedel.standalone.settings.SettingsException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./veedel doctor}: what is wrong with this machine or product, and what to do about it. */
@Audited(exempt = "looks, and changes nothing")
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Checks ports, JDK, database, disk and clock; a fix for each finding.")
final class DoctorCommand implements Callable<Integer> {
  private static final int JDK_FLOOR = 25;
  private static final long DISK_FLOOR_BYTES = 10L << 30;
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);
  private final Context context;
  private final List<Finding> findings = new ArrayList<>();

  @Option(names = "--json", description = "One line of JSON")
  private boolean json;

  @Option(names = "--ready-only", description = "Only ask the running product whether it is ready")
  private boolean readyOnly;

  DoctorCommand(Context context) {
    this.context = context;
  }

  private record Finding(String part, boolean ok, String detail, String fix) {}

  @Override
  public Integer call() {
    Settings settings;
    try {
      settings = context.settingsOfRunning();
    } catch (SettingsException e) {
      e.problems().forEach(problem -> bad("settings", problem, "correct it"));
      return report(ExitCode.CONFIGURATION);
    }
    Optional<RunningProduct> running = context.running();
    if (readyOnly) {
      running.ifPresentOrElse(
          this::checkReady, () -> bad("product", "does not run", "./veedel up"));
      return report(ExitCode.UNREACHABLE);
    }
    checkJdk();
    checkDisk(settings);
    checkDatabase(running);
    if (running.isPresent()) {
      good("product", "runs as process " + running.get().pid() + " at " + running.get().url());
      checkReady(running.get());
    } else {
      checkPorts(settings);
    }
    return report(ExitCode.FAILED);
  }

  private void checkJdk() {
    int feature = Runtime.version().feature();
    if (feature >= JDK_FLOOR) {
      good("JDK", Runtime.version().toString());
    } else {
      bad("JDK", "is " + feature, "install JDK " + JDK_FLOOR + " or newer, or set JAVA_HOME");
    }
  }

  private void checkDisk(Settings settings) {
    Path existing = settings.dataDir();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isWritable(existing)) {
      bad(
          "disk",
          settings.dataDir() + " cannot be written",
          "give this user the directory, or set VEEDEL_DATA_DIR");
      return;
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String detail = (free >> 30) + " GiB free for " + settings.dataDir();
      long wanted = Math.max(DISK_FLOOR_BYTES, settings.journalCapacityBytes());
      if (free >= wanted) {
        good("disk", detail);
      } else {
        bad(
            "disk",
            detail,
            "free space, or lower VEEDEL_JOURNAL_CAPACITY (" + (wanted >> 30) + " GiB wanted)");
      }
    } catch (IOException e) {
      bad("disk", "cannot be asked: " + e.getMessage(), "check the mount of " + existing);
    }
  }

  private void checkDatabase(Optional<RunningProduct> running) {
    try {
      context.withDatabase(database -> {
        EngineInfo engine = database.engine();
        good("database", engine.toString());
        if (engine.timescaleVersion().isEmpty()) {
          good("TimescaleDB", "not there; plain PostgreSQL serves the same views");
        }
        Duration apart = Duration.between(database.now(), Instant.now()).abs();
        if (apart.compareTo(CLOCK_TOLERANCE) <= 0) {
          good("clock", "agrees with the database's within " + CLOCK_TOLERANCE.toSeconds() + " s");
        } else {
          bad(
              "clock",
              apart.toSeconds() + " s away from the database's",
              "run NTP on both machines");
        }
        return running;
      });
    } catch (RuntimeException e) {
      bad(
          "database",
          String.valueOf(e.getMessage()),
          "check VEEDEL_DATABASE_URL, user and password, and that the server runs");
    }
  }

  private void checkPorts(Settings settings) {
    Settings.Ports ports = settings.ports();
    checkTcp(settings.bind(), "HTTP", ports.http(), "VEEDEL_HTTP_PORT");
    checkTcp(settings.bind(), "MQTT", ports.mqtt(), "VEEDEL_MQTT_PORT");
    if (settings.certificate().isPresent()) {
      checkTcp(settings.bind(), "MQTTS", ports.mqtts(), "VEEDEL_MQTTS_PORT");
    }
    if (settings.coapPlain()) {
      checkUdp(settings.bind(), "CoAP", ports.coap(), "VEEDEL_COAP_PORT");
    }
    checkUdp(settings.bind(), "CoAPS", ports.coaps(), "VEEDEL_COAPS_PORT");
  }

  private void checkTcp(String bind, String name, int port, String variable) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(bind), port));
      good("port", name + " " + port + " is free");
    } catch (IOException e) {
      bad(
          "port",
          name + " " + port + ": " + e.getMessage(),
          "stop what uses it, or set " + variable);
    }
  }

  private void checkUdp(String bind, String name, int port, String variable) {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getByName(bind), port))) {
      good("port", name + " " + socket.getLocalPort() + " (UDP) is free");
    } catch (IOException e) {
      bad(
          "port",
          name + " " + port + ": " + e.getMessage(),
          "stop what uses it, or set " + variable);
    }
  }

  private void checkReady(RunningProduct product) {
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(product.url() + "/health/ready"))
                  .timeout(Duration.ofSeconds(3))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        good("health", "ready");
      } else {
        bad("health", response.body(), "see the part that fails; the log says more");
      }
    } catch (IOException e) {
      bad("health", "no answer from " + product.url(), "see the product's log");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      bad("health", "interrupted", "try again");
    }
  }

  private int report(int exitCodeWhenBad) {
    boolean ok = findings.stream().allMatch(Finding::ok);
    if (json) {
      context.console().json(Map.of("ok", ok, "findings", findings));
    } else {
      findings.forEach(finding -> {
        context
            .console()
            .line((finding.ok() ? "ok    " : "WRONG ") + finding.part() + ": " + finding.detail());
        if (!finding.ok()) {
          context.console().line("      → " + finding.fix());
        }
      });
    }
    return ok ? ExitCode.OK : exitCodeWhenBad;
  }

  private void good(String part, String detail) {
    findings.add(new Finding(part, true, detail, ""));
  }

  private void bad(String part, String detail, String fix) {
    findings.add(new Finding(part, false, detail, fix));
  }
}
