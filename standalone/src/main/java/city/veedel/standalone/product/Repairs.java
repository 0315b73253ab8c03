package city.veedel.standalone.product;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.registry.DeviceDirectory;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.model.DeadLetter;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Outcome;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import city.veedel.model.RepairedMessages;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Dead letters go through the same intake as on the wire, as the device they came from. */
record Repairs(DeviceDirectory devices, Intake intake) implements RepairedMessages {
  /** Not the id of the device's type, so that the decoder of that one stays in its place. */
  private static final String DECODED = "decoded-observation";

  @Override
  public CompletionStage<Outcome> handIn(DeadLetter letter) {
    Provenance provenance = letter.provenance();
    Optional<KnownDevice> device = devices.find(provenance.device());
    if (device.isEmpty()) {
      return CompletableFuture.completedFuture(
          new Outcome.Refused(
              RefusalReason.NOT_AUTHENTICATED,
              "The device "
                  + provenance.device()
                  + " is not registered or disabled; enable it, then replay again.",
              "",
              false));
    }
    if (!letter.contentFormat().equals(DeadLetter.OBSERVATION_FORMAT)) {
      return handIn(
          letter,
          device.get(),
          ContentFormat.findByMediaType(letter.contentFormat()).orElse(ContentFormat.UNDECLARED));
    }
    if (letter.reason() == RefusalReason.UNIT_MISMATCH) {
      return CompletableFuture.completedFuture(
          new Outcome.Refused(
              RefusalReason.UNIT_MISMATCH,
              "Its number is in the unit of version "
                  + provenance.decoderVersion()
                  + " of the device type and would be stored in another one; send it anew in the"
                  + " unit of today.",
              letter.pointer(),
              false));
    }
    return handIn(letter, asDecoded(device.get()), ContentFormat.JSON);
  }

  /** The device as one that sends the platform's own JSON: its message was decoded long ago. */
  private static KnownDevice asDecoded(KnownDevice device) {
    DeviceType type = device.type();
    return new KnownDevice(
        device.id(),
        new DeviceType(
            DECODED,
            type.title(),
            type.vendor(),
            type.model(),
            type.version(),
            Decoding.by("json"),
            type.acceptedTime(),
            type.createsThings(),
            type.pseudonymisesThings(),
            0,
            type.properties()),
        device.ownThing(),
        device.things(),
        device.monthlyQuota());
  }

  private CompletionStage<Outcome> handIn(
      DeadLetter letter, KnownDevice device, ContentFormat format) {
    Provenance provenance = letter.provenance();
    return intake.handIn(
        new Arrival(
            device,
            provenance.protocol(),
            provenance.assured(),
            letter.address(),
            format,
            letter.payload(),
            true,
            null));
  }
}
