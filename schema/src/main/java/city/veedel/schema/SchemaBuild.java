package city.veedel.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which migrations this build has. */
final class SchemaBuild {
  private static final String MIGRATIONS = "db";

  private SchemaBuild() {}

  /** A checksum of the jar, or of the migrations in a directory of classes; empty for neither. */
  static Optional<String> find() {
    CodeSource source = SchemaBuild.class.getProtectionDomain().getCodeSource();
    if (source == null || !source.getLocation().getProtocol().equals("file")) {
      return Optional.empty();
    }
    try {
      return Optional.of(checksum(Path.of(source.getLocation().toURI())));
    } catch (URISyntaxException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("The migrations cannot be read", e);
    }
  }

  private static String checksum(Path place) throws IOException {
    MessageDigest digest = sha256();
    if (Files.isDirectory(place)) {
      try (Stream<Path> walk = Files.walk(place.resolve(MIGRATIONS))) {
        List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
        for (Path file : files) {
          digest.update(place.relativize(file).toString().getBytes(UTF_8));
          digest.update(Files.readAllBytes(file));
        }
      }
    } else {
      digest.update(Files.readAllBytes(place));
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
