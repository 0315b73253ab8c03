package city.veedel.standalone.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.schema.testing.TestDatabase;
import city.veedel.schema.testing.TestDatabases;
import city.veedel.standalone.product.Product;
import city.veedel.standalone.settings.Settings;
import city.veedel.standalone.testing.CommandLine;
import city.veedel.standalone.testing.CommandLine.Answer;
import city.veedel.standalone.testing.TestProduct;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code backup}, {@code backup verify} and {@code restore} refuse, and what they leave. */
class BackupCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path place;

  @TempDir Path scratch;

  private static Path data;
  private static Path backup;
  private static String secret;

  /** One product, one backup of it while it runs. */
  @BeforeAll
  static void backUp() throws Exception {
    data = place.resolve("data");
    backup = place.resolve("backups/monday");
    try (Product product = TestProduct.start(data)) {
      secret = TestProduct.addDevice(product, "s-1", "json");
      for (int i = 0; i < 5; i++) {
        assertThat(CommandLine.post(product.running(), "s-1", secret, i)).isEqualTo(202);
      }
      assertThat(product.drain(Duration.ofSeconds(60))).isTrue();

      Answer answer = onData("backup", backup.toString(), "--json");

      assertThat(answer.code()).as(answer.notes()).isZero();
      JsonNode told = JSON.readTree(answer.text());
      assertThat(told.path("observations").asLong()).isEqualTo(5);
      assertThat(told.path("journal_entries").asLong()).isZero();
    }
  }

  @Test
  void aBackupIsForItsOwnerOnlyAndItsSumsAreThoseOfCoreutils() throws IOException {
    try (Stream<Path> walk = Files.walk(backup)) {
      assertThat(walk)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
    }
    for (String line : Files.readAllLines(backup.resolve("SHA256SUMS"))) {
      String[] fields = line.split("  ", 2);
      assertThat(HexFormat.of().formatHex(BackupFiles.digestOf(backup.resolve(fields[1])).digest()))
          .isEqualTo(fields[0]);
    }
    assertThat(names(backup.resolve("secrets"))).containsExactly("pepper");
  }

  @Test
  void aSoundBackupIsFoundSoundAndNothingIsLeftInIt() throws IOException {
    List<String> before = names(backup);

    Answer answer = onData("backup", "verify", backup.toString(), "--json");

    assertThat(answer.code()).as(answer.text()).isZero();
    JsonNode told = JSON.readTree(answer.text());
    assertThat(told.path("ok").asBoolean()).isTrue();
    assertThat(told.path("manifest").path("engine").asText()).startsWith("PostgreSQL");
    assertThat(names(backup)).isEqualTo(before);
  }

  @Test
  void oneFlippedBitInAnyPartIsFoundByVerifyAndByRestore() throws IOException {
    List<String> parts =
        Files.readAllLines(backup.resolve("SHA256SUMS")).stream()
            .map(line -> line.split("  ", 2)[1])
            .toList();
    assertThat(parts).hasSizeGreaterThan(10);
    for (String part : parts) {
      Path copy = copyOf(backup, scratch.resolve(part.replace('/', '-')));
      flip(copy.resolve(part));

      Answer verified = onData("backup", "verify", copy.toString());

      assertThat(verified.code()).as(part).isEqualTo(1);
      assertThat(verified.text() + verified.notes()).contains(part);
    }
    Path damaged = scratch.resolve("secrets-pepper");
    Path empty = scratch.resolve("empty");

    Answer restored = onData("restore", damaged.toString(), "--data-dir", empty.toString());

    assertThat(restored.code()).isEqualTo(1);
    assertThat(restored.notes()).contains("damaged", "secrets/pepper");
    assertThat(empty).doesNotExist();
  }

  @Test
  void aMissingPartAndAMissingManifestAreFound() throws IOException {
    Path copy = copyOf(backup, scratch.resolve("copy"));
    Files.delete(copy.resolve("database/audit_entry.tsv.gz"));
    assertThat(onData("backup", "verify", copy.toString()).text())
        .contains("database/audit_entry.tsv.gz is missing");

    Files.delete(copy.resolve("manifest.json"));
    Answer answer = onData("backup", "verify", copy.toString());

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.notes()).contains("is not a finished backup");
  }

  @Test
  void nothingIsOverwrittenAndNothingGoesIntoTheDataDirectory() {
    assertThat(onData("backup", backup.toString()).notes()).contains("overwrites nothing");
    assertThat(onData("backup", data.resolve("backup").toString()).notes())
        .contains("inside the data directory");
    assertThat(onData("backup").code()).isEqualTo(2);
  }

  @Test
  void anInterruptedBackupIsNotTakenForAWholeOne() throws Exception {
    Path target = scratch.resolve("tuesday");
    Path partial = scratch.resolve("tuesday.partial");
    Process process = spawnBackup(target);
    while (process.isAlive() && !Files.exists(partial)) {
      Thread.onSpinWait();
    }
    process.destroyForcibly().waitFor();

    if (Files.exists(target)) {
      assertThat(onData("backup", "verify", target.toString()).code()).isZero();
    } else {
      assertThat(onData("backup", "verify", partial.toString()).notes())
          .contains("is not a finished backup");
      assertThat(onData("restore", partial.toString()).notes())
          .contains("is not a finished backup");
      assertThat(onData("backup", target.toString()).notes()).contains("was interrupted");
    }
  }

  @Test
  void aBackupThatWouldTakeTheLastOfTheDiskIsRefusedAndLeavesNothing() {
    Path target = scratch.resolve("large");
    BackupConfig greedy = new BackupConfig(Long.MAX_VALUE / 2, 1);

    assertThatThrownBy(() ->
            new Backup(settings(), greedy, InstantSource.system(), line -> {}, "test")
                .write(target))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("is short");
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void whereNoProductHasRunThereIsNothingToBackUpAndNothingIsMade() {
    Path none = scratch.resolve("none");

    Answer answer =
        CommandLine.run(
            Map.of("VEEDEL_DATA_DIR", none.toString()),
            "backup",
            scratch.resolve("target").toString());

    assertThat(answer.notes()).contains("nothing to back up");
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void restoresOnlyIntoAnEmptyDirectoryAndAnEmptyDatabase() throws IOException {
    assertThat(onData("restore", backup.toString()).notes()).contains("is not empty");
    try (TestDatabase used = TestDatabases.embedded()) {
      Path empty = scratch.resolve("empty");
      Map<String, String> environment = new HashMap<>();
      environment.put("VEEDEL_DATABASE_USER", used.config().user());
      environment.put("VEEDEL_DATABASE_PASSWORD", used.config().password());

      Answer answer =
          CommandLine.run(
              environment,
              "restore",
              backup.toString(),
              "--data-dir",
              empty.toString(),
              "--database-url",
              used.config().jdbcUrl());

      assertThat(answer.notes()).contains("is not empty");
      assertThat(empty).isEmptyDirectory();
    }
  }

  @Test
  void aBackupOfANewerSchemaIsRefused() throws IOException {
    Path copy = copyOf(backup, scratch.resolve("newer"));
    Path manifest = copy.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst("\"schemaVersion\" : \\d+", "\"schemaVersion\" : 999"));
    String sum = HexFormat.of().formatHex(BackupFiles.digestOf(manifest).digest());
    Path sums = copy.resolve("SHA256SUMS");
    Files.writeString(
        sums, Files.readString(sums).replaceFirst("[0-9a-f]{64}  manifest", sum + "  manifest"));
    Path empty = scratch.resolve("empty");

    Answer answer = onData("restore", copy.toString(), "--data-dir", empty.toString());

    assertThat(answer.notes()).contains("999", "use a newer Veedel");
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void noProductStartsOnADirectoryWhoseRestoreWasInterrupted() throws IOException {
    Path half = Files.createDirectory(scratch.resolve("half"));
    Files.createFile(half.resolve("restore-unfinished"));

    assertThatThrownBy(() -> TestProduct.start(half).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was interrupted");
    assertThat(
            CommandLine.run(Map.of("VEEDEL_DATA_DIR", half.toString()), "device", "list").notes())
        .contains("was interrupted");
  }

  private static Answer onData(String... arguments) {
    return CommandLine.run(Map.of("VEEDEL_DATA_DIR", data.toString()), arguments);
  }

  private static Settings settings() {
    return Settings.of(TestProduct.freePorts(data), Map.of());
  }

  private static Process spawnBackup(Path target) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "city.veedel.standalone.Main",
            "backup",
            target.toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("VEEDEL_"));
    builder.environment().put("VEEDEL_DATA_DIR", data.toString());
    return builder
        .redirectErrorStream(true)
        .redirectOutput(new File(place.toFile(), "backup.log"))
        .start();
  }

  private static void flip(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long middle = bytes.length() / 2;
      bytes.seek(middle);
      int value = bytes.read();
      bytes.seek(middle);
      bytes.write(value ^ 1);
    }
  }

  private static Path copyOf(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      walk.forEach(file -> {
        try {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
    return to;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
