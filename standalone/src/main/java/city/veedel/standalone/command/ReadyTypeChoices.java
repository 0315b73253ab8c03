package city.veedel.standalone.command;

import city.veedel.decode.document.Text;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the catalogue cannot know of a ready type: how its messages come to this city. */
record ReadyTypeChoices(Envelope envelope, boolean createsThings) {
  /**
   * @param isForReady whether a ready type is added at all
   * @throws CommandFailure when there is no such envelope, or nothing it could be for
   */
  static ReadyTypeChoices of(@Nullable String envelope, boolean createsThings, boolean isForReady) {
    if (!isForReady && (envelope != null || createsThings)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--envelope and --creates-things are for --ready; a file has the fields envelope and"
              + " creates-things.");
    }
    String code = envelope == null ? Envelope.NONE.code() : envelope;
    return new ReadyTypeChoices(
        Envelope.findByCode(code)
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "There is no envelope "
                        + Text.quoted(code)
                        + "; there are the-things-stack-v3 and chirpstack-v4.")),
        createsThings);
  }

  DeviceType applyTo(DeviceType type) {
    Decoding decoding = type.decoding();
    return new DeviceType(
        type.id(),
        type.title(),
        type.vendor(),
        type.model(),
        type.version(),
        new Decoding(decoding.decoder(), envelope, decoding.source(), decoding.mapping()),
        type.acceptedTime(),
        createsThings,
        type.pseudonymisesThings(),
        type.keepRawDays(),
        type.properties());
  }

  /**
   * Where most devices of the type come through a network server, and this one as if they did not.
   */
  Optional<String> hint(DeviceType type) {
    return envelope == Envelope.NONE && !type.decoding().mapping().isEmpty()
        ? Optional.of(
            type.id()
                + " reads the bare bytes of its devices. Behind a LoRaWAN network server add it with"
                + " --envelope the-things-stack-v3 or chirpstack-v4.")
        : Optional.empty();
  }
}
