package city.veedel.standalone.simulation;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.model.Outcome;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A device that asks and waits for the answer: CoAP CON over datagrams, or HTTP. It sends one
 * message at a time, the same again after a while, and goes on when it is answered. Nothing between
 * it and the intake knows a repeat, which is harder than CoAP's message ids make it.
 */
final class RequestDevice implements Device {
  private final City city;
  private final KnownDevice known;
  private final Protocol protocol;
  private final Chance chance;
  private final ArrayDeque<Message> unanswered = new ArrayDeque<>();
  private int attempt;

  RequestDevice(City city, KnownDevice known, Protocol protocol, Chance chance) {
    this.city = city;
    this.known = known;
    this.protocol = protocol;
    this.chance = chance;
  }

  @Override
  public void say(Message message) {
    unanswered.addLast(message);
    if (unanswered.size() == 1) {
      send(message);
    }
  }

  @Override
  public boolean isDone() {
    return unanswered.isEmpty();
  }

  @Override
  public void disconnect() {}

  private void send(Message message) {
    int present = ++attempt;
    city.network().datagram(() -> arrive(message));
    city.time()
        .in(
            chance.between(2 * SimulatedTime.SECOND, 4 * SimulatedTime.SECOND),
            () -> {
              if (attempt == present && unanswered.peekFirst() == message) {
                send(message);
              }
            });
  }

  private void arrive(Message message) {
    Gateway gateway = city.gateway();
    if (gateway == null || gateway.rates().take(known.id()).isPositive()) {
      return;
    }
    var _ =
        gateway
            .intake()
            .handIn(
                new Arrival(
                    known,
                    protocol,
                    true,
                    "v1/" + known.id() + "/up",
                    ContentFormat.JSON,
                    Payload.wrap(message.payload()),
                    true,
                    null))
            .whenComplete((outcome, _) -> {
              if (outcome != null) {
                city.network().datagram(() -> answered(message, outcome));
              }
            });
  }

  private void answered(Message message, @Nullable Outcome outcome) {
    switch (outcome) {
      case Outcome.Accepted _ -> message.tell(Message.Told.ACKNOWLEDGED);
      case Outcome.Refused _ -> message.tell(Message.Told.REFUSED);
      case null, default -> {
        return; // busy: the same again later
      }
    }
    city.trace().note("answered", known.id(), attempt);
    if (unanswered.peekFirst() == message) {
      unanswered.removeFirst();
      attempt++;
      Message next = unanswered.peekFirst();
      if (next != null) {
        send(next);
      }
    }
  }
}
