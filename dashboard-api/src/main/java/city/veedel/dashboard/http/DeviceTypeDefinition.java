package city.veedel.dashboard.http;

import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** A device type in the body of a request, saved or only tried. */
final class DeviceTypeDefinition {
  private DeviceTypeDefinition() {}

  /**
   * A whole device type as a client writes it.
   *
   * @param decoders the names there are
   */
  static DeviceType read(Body body, int version, Collection<String> decoders) {
    try {
      return new DeviceType(
          RegistryRoutes.slug(body, "id"),
          body.text("title", RegistryRoutes.LONGEST_TITLE),
          body.findText("vendor", RegistryRoutes.LONGEST_TITLE).orElse(""),
          body.findText("model", RegistryRoutes.LONGEST_TITLE).orElse(""),
          version,
          new Decoding(
              decoder(body, decoders),
              envelope(body),
              body.findText("source", Decoding.MAX_SOURCE_LENGTH).orElse(""),
              PropertyDefinitions.fields(body)),
          new AcceptedTime(
              body.seconds(
                  "accepted_past_s",
                  Duration.ZERO,
                  AcceptedTime.FURTHEST_PAST,
                  AcceptedTime.LIVE.past()),
              body.seconds(
                  "accepted_future_s",
                  Duration.ZERO,
                  AcceptedTime.FURTHEST_FUTURE,
                  AcceptedTime.LIVE.future())),
          body.flag("creates_things", false),
          body.flag("pseudonymises_things", false),
          body.whole(
              "keep_raw_days", 0, DeviceType.MAX_KEEP_RAW_DAYS, DeviceType.DEFAULT_KEEP_RAW_DAYS),
          PropertyDefinitions.of(body));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.invalidBody(body.pointer(), String.valueOf(e.getMessage())));
    }
  }

  private static String decoder(Body body, Collection<String> decoders) {
    String decoder = body.text("decoder", RegistryRoutes.LONGEST_ID);
    if (!decoders.contains(decoder)) {
      throw body.invalid(
          "decoder",
          "must be one of " + String.join(", ", decoders) + ", was " + Parameters.quoted(decoder));
    }
    return decoder;
  }

  private static Envelope envelope(Body body) {
    String code = body.findText("envelope", RegistryRoutes.LONGEST_ID).orElse(Envelope.NONE.code());
    return Envelope.findByCode(code)
        .orElseThrow(() ->
            body.invalid(
                "envelope",
                "must be one of "
                    + Arrays.stream(Envelope.values())
                        .map(Envelope::code)
                        .collect(Collectors.joining(", "))
                    + ", was "
                    + Parameters.quoted(code)));
  }
}
