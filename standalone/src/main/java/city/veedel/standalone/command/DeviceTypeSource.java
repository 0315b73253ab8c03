package city.veedel.standalone.command;

import city.veedel.decode.catalogue.ReadyDeviceTypes;
import city.veedel.decode.document.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Where the YAML of a device type lies, and the texts it names beside itself. */
sealed interface DeviceTypeSource {
  String yaml() throws IOException;

  /**
   * @throws InvalidPathException when that is no name
   */
  String textBeside(String name) throws IOException;

  /** As a person would call it. */
  @Override
  String toString();

  record OfFile(Path file) implements DeviceTypeSource {
    @Override
    public String yaml() throws IOException {
      return Files.readString(file);
    }

    @Override
    public String textBeside(String name) throws IOException {
      return Files.readString(file.toAbsolutePath().resolveSibling(name));
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }

  /** A type of the catalogue. */
  record Ready(String id) implements DeviceTypeSource {
    private static final int MAX_SIMILAR = 5;

    @Override
    public String yaml() {
      return ReadyDeviceTypes.findYaml(id).orElseThrow(this::unknown);
    }

    @Override
    public String textBeside(String name) {
      return ReadyDeviceTypes.textBeside(id, name);
    }

    @Override
    public String toString() {
      return "the ready device type " + id;
    }

    private CommandFailure unknown() {
      List<String> similar =
          ReadyDeviceTypes.ids().stream()
              .filter(other -> other.contains(id) || id.contains(other))
              .limit(MAX_SIMILAR)
              .toList();
      return new CommandFailure(
          ExitCode.USAGE,
          "There is no ready device type "
              + Text.quoted(id)
              + (similar.isEmpty() ? "" : "; there is " + String.join(", ", similar))
              + ". ./veedel device-type catalogue lists them.");
    }
  }
}
