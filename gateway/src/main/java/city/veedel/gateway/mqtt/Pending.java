package city.veedel.gateway.mqtt;

import city.veedel.gateway.mqtt.codec.PacketType;
import city.veedel.model.Outcome;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A PUBLISH or PUBREL whose answer waits for the journal. */
final class Pending {
  private final PacketType packet;
  private final int qos;
  private final int packetId;
  private final int bytes;
  private final Supplier<CompletionStage<Outcome>> work;

  // Written by the journal's thread, read by the event loop.
  private volatile @Nullable Outcome outcome;
  private volatile @Nullable Throwable failure;

  /**
   * @param bytes what it counts against the limits of bytes not acknowledged
   * @param work hands it in; done again while the outcome is {@code Busy}
   */
  Pending(
      PacketType packet,
      int qos,
      int packetId,
      int bytes,
      Supplier<CompletionStage<Outcome>> work) {
    this.packet = packet;
    this.qos = qos;
    this.packetId = packetId;
    this.bytes = bytes;
    this.work = work;
  }

  /** Hands in; {@code settled} runs on any thread. */
  void start(Runnable settled) {
    outcome = null;
    work.get()
        .whenComplete((result, thrown) -> {
          outcome = result;
          failure = thrown;
          settled.run();
        });
  }

  /** Not handed in: it would pass by another one that was {@code Busy}. */
  void waitLike(Pending busy) {
    outcome = busy.outcome;
  }

  boolean isBusy() {
    return outcome instanceof Outcome.Busy;
  }

  boolean isSettled() {
    return outcome != null || failure != null;
  }

  /** Null if handing in failed for good. */
  @Nullable Outcome outcome() {
    return outcome;
  }

  PacketType packet() {
    return packet;
  }

  int qos() {
    return qos;
  }

  int packetId() {
    return packetId;
  }

  int bytes() {
    return bytes;
  }
}
