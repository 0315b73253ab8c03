package city.veedel.gateway.registry;

import city.veedel.schema.registry.RegistryContents;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The registry's contents in one file: a line with the checksum, then JSON. It holds what the
 * database holds of secrets, which opens nothing without the pepper, and is readable by its owner
 * only. Written beside and renamed, so that a crash leaves the old file or the new one.
 */
final class RegistryCache {
  private static final int CHECKSUM_LENGTH = 8;

  private final Path file;
  private final ObjectMapper mapper = new ObjectMapper();

  RegistryCache(Path file) {
    this.file = file;
  }

  void write(RegistryContents contents) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    Files.createDirectories(folder);
    Path beside = absolute.resolveSibling(file.getFileName() + ".new");
    byte[] json = mapper.writeValueAsBytes(CachedContents.toJson(contents, mapper));
    byte[] header = (checksum(json) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (FileChannel channel = openNew(beside)) {
      for (ByteBuffer part : new ByteBuffer[] {ByteBuffer.wrap(header), ByteBuffer.wrap(json)}) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
      channel.force(true);
    }
    Files.move(beside, absolute, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /**
   * @return empty when there is no file
   * @throws IOException when the file is there and cannot be trusted
   */
  Optional<RegistryContents> read() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (bytes.length <= CHECKSUM_LENGTH || bytes[CHECKSUM_LENGTH] != '\n') {
      throw new IOException("it has no checksum");
    }
    byte[] json = Arrays.copyOfRange(bytes, CHECKSUM_LENGTH + 1, bytes.length);
    String expected = new String(bytes, 0, CHECKSUM_LENGTH, StandardCharsets.US_ASCII);
    if (!checksum(json).equals(expected)) {
      throw new IOException("its checksum is wrong");
    }
    try {
      JsonNode root = mapper.readTree(json);
      return Optional.of(CachedContents.fromJson(root));
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON", e);
    } catch (RuntimeException e) {
      // Written by another version: a field is missing, or a name is not known here.
      throw new IOException("it does not fit this version: " + e.getMessage(), e);
    }
  }

  private static FileChannel openNew(Path path) throws IOException {
    Files.deleteIfExists(path);
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return FileChannel.open(path, StandardOpenOption.WRITE);
    }
    return FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  private static String checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
