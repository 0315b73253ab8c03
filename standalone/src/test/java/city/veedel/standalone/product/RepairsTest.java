package city.veedel.standalone.product;

import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.registry.DeviceDirectory;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.gateway.registry.PreSharedKey;
import city.veedel.model.AcceptedTime;
import city.veedel.model.DeadLetter;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.Outcome;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import city.veedel.model.Provenance;
import city.veedel.model.RefusalReason;
import city.veedel.model.ThingId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A dead letter is read by what wrote it. */
class RepairsTest {
  private static final DeviceId DEVICE = new DeviceId("probe");

  private final List<Arrival> handedIn = new ArrayList<>();
  private final Repairs repairs =
      new Repairs(
          new OneDevice(
              new KnownDevice(
                  DEVICE,
                  new DeviceType(
                      "scripted",
                      "Scripted",
                      "javascript",
                      AcceptedTime.LIVE,
                      false,
                      false,
                      3,
                      Map.of()),
                  new ThingId("probe"),
                  Set.of(new ThingId("probe")),
                  OptionalLong.empty())),
          arrival -> {
            handedIn.add(arrival);
            return CompletableFuture.completedFuture(new Outcome.Accepted(1, 0));
          });

  @Test
  void aMessageIsReadByTheDecoderOfItsType() {
    replay("application/octet-stream", RefusalReason.PAYLOAD_MALFORMED);

    assertThat(handedIn)
        .singleElement()
        .returns("javascript", arrival -> arrival.device().type().decoding().decoder())
        .returns(ContentFormat.OCTETS, Arrival::format);
  }

  @Test
  void anObservationThatCouldNotBeStoredIsReadAsThePlatformWroteIt() {
    replay(DeadLetter.OBSERVATION_FORMAT, RefusalReason.STORE_REFUSED);

    assertThat(handedIn)
        .singleElement()
        .returns("json", arrival -> arrival.device().type().decoding().decoder())
        .returns(0, arrival -> arrival.device().type().keepRawDays())
        .returns(ContentFormat.JSON, Arrival::format);
  }

  @Test
  void aNumberInTheUnitOfAFormerVersionStaysWhereItIs() {
    Outcome outcome = replay(DeadLetter.OBSERVATION_FORMAT, RefusalReason.UNIT_MISMATCH);

    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(handedIn).isEmpty();
  }

  private Outcome replay(String format, RefusalReason reason) {
    return repairs
        .handIn(
            new DeadLetter(
                new Provenance(
                    DEVICE, Protocol.MQTT, true, Instant.parse("2026-11-23T12:00:00Z"), 1),
                "v1/probe/up",
                format,
                reason,
                "",
                "",
                Payload.wrap("{}".getBytes(StandardCharsets.UTF_8)),
                1,
                true))
        .toCompletableFuture()
        .join();
  }

  private record OneDevice(KnownDevice device) implements DeviceDirectory {
    @Override
    public Optional<KnownDevice> find(DeviceId id) {
      return Optional.of(device).filter(known -> known.id().equals(id));
    }

    @Override
    public Optional<KnownDevice> authenticate(String id, String secret) {
      return Optional.empty();
    }

    @Override
    public List<PreSharedKey> preSharedKeys(String id) {
      return List.of();
    }

    @Override
    public boolean isValid(DeviceId id, Payload nonce) {
      return false;
    }

    @Override
    public void onChange(Runnable listener) {}
  }
}
