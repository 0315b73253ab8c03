package city.veedel.standalone.product;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.registry.DeviceDirectory;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.model.DeadLetter;
import city.veedel.model.Outcome;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import city.veedel.model.RepairedMessages;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Dead letters go through the same intake as on the wire, as the device they came from. */
record Repairs(DeviceDirectory devices, Intake intake) implements RepairedMessages {
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
    return intake.handIn(
        new Arrival(
            device.get(),
            provenance.protocol(),
            provenance.assured(),
            letter.address(),
            ContentFormat.findByMediaType(letter.contentFormat()).orElse(ContentFormat.UNDECLARED),
            letter.payload(),
            true,
            null));
  }
}
