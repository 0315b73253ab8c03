package city.veedel.gateway.mqtt;

import city.veedel.gateway.mqtt.codec.MqttVersion;
import city.veedel.gateway.mqtt.codec.PacketEncoder;
import city.veedel.gateway.mqtt.codec.ReasonCode;
import java.util.concurrent.Executor;

/**
 * A connected client as the handlers of its packets see it.
 *
 * @param eventLoop the thread all of it belongs to
 * @param ending ends the connection
 */
record Client(
    Welcome welcome,
    Session session,
    DeviceTopics topics,
    Wire wire,
    PacketEncoder encoder,
    ReadGate gate,
    Executor eventLoop,
    Ending ending) {
  /** Ends a connection. */
  @FunctionalInterface
  interface Ending {
    /** Says why, where the protocol can, and closes. Does nothing if it is closed already. */
    void end(ReasonCode reason, String explanation);
  }

  boolean speaksV5() {
    return welcome.version() == MqttVersion.V5;
  }
}
