package city.veedel.gateway.mqtt;

import java.time.Duration;

/** Settings with one number changed, so that a test reaches that limit soon. */
final class Configs {
  private static final MqttConfig USUAL = Gateway.config();
  private static final MqttConfig.Timeouts TIMES = USUAL.timeouts();
  private static final MqttConfig.Messages MESSAGES = USUAL.messages();
  private static final MqttConfig.Connections CONNECTIONS = USUAL.connections();
  private static final MqttConfig.SessionState SESSIONS = USUAL.sessions();

  private Configs() {}

  static MqttConfig connectTimeout(Duration connect) {
    return times(connect, TIMES.maxKeepAlive(), TIMES.busy(), TIMES.rateExcess(), TIMES.write());
  }

  static MqttConfig maxKeepAlive(Duration keepAlive) {
    return times(TIMES.connect(), keepAlive, TIMES.busy(), TIMES.rateExcess(), TIMES.write());
  }

  static MqttConfig busyTimeout(Duration busy) {
    return times(TIMES.connect(), TIMES.maxKeepAlive(), busy, TIMES.rateExcess(), TIMES.write());
  }

  static MqttConfig rateExcess(Duration excess) {
    return times(TIMES.connect(), TIMES.maxKeepAlive(), TIMES.busy(), excess, TIMES.write());
  }

  static MqttConfig writeTimeout(Duration write) {
    return times(TIMES.connect(), TIMES.maxKeepAlive(), TIMES.busy(), TIMES.rateExcess(), write);
  }

  static MqttConfig recheck(Duration recheck) {
    return USUAL.with(
        new MqttConfig.Timeouts(
            TIMES.connect(),
            TIMES.maxKeepAlive(),
            TIMES.busy(),
            TIMES.rateExcess(),
            TIMES.write(),
            recheck,
            TIMES.linger(),
            TIMES.shutdown()));
  }

  private static MqttConfig times(
      Duration connect, Duration keepAlive, Duration busy, Duration rateExcess, Duration write) {
    return USUAL.with(
        new MqttConfig.Timeouts(
            connect,
            keepAlive,
            busy,
            rateExcess,
            write,
            TIMES.recheck(),
            TIMES.linger(),
            TIMES.shutdown()));
  }

  static MqttConfig maxConnections(int inAll, int perAddress) {
    return USUAL.with(
        new MqttConfig.Connections(
            inAll,
            perAddress,
            CONNECTIONS.perSecond(),
            CONNECTIONS.maxConnectBytes(),
            CONNECTIONS.controlPacketsPerSecond()));
  }

  static MqttConfig connectsPerSecond(int perSecond) {
    return USUAL.with(
        new MqttConfig.Connections(
            CONNECTIONS.maxInAll(),
            CONNECTIONS.maxPerAddress(),
            perSecond,
            CONNECTIONS.maxConnectBytes(),
            CONNECTIONS.controlPacketsPerSecond()));
  }

  static MqttConfig controlPacketsPerSecond(int perSecond) {
    return USUAL.with(
        new MqttConfig.Connections(
            CONNECTIONS.maxInAll(),
            CONNECTIONS.maxPerAddress(),
            CONNECTIONS.perSecond(),
            CONNECTIONS.maxConnectBytes(),
            perSecond));
  }

  static MqttConfig maxPacketBytes(int bytes) {
    return messages(
        bytes, MESSAGES.receiveMaximum(), MESSAGES.maxUnackedBytes(), 64L << 20, 65_536);
  }

  static MqttConfig receiveMaximum(int messages) {
    return messages(
        MESSAGES.maxPacketBytes(), messages, MESSAGES.maxUnackedBytes(), 64L << 20, 65_536);
  }

  static MqttConfig maxUnackedBytes(int bytes, long inAll) {
    return messages(MESSAGES.maxPacketBytes(), MESSAGES.receiveMaximum(), bytes, inAll, 65_536);
  }

  static MqttConfig writeQueueBytes(int bytes, Duration write, int controlPacketsPerSecond) {
    MqttConfig config =
        messages(
            MESSAGES.maxPacketBytes(),
            MESSAGES.receiveMaximum(),
            MESSAGES.maxUnackedBytes(),
            64L << 20,
            bytes);
    return config
        .with(writeTimeout(write).timeouts())
        .with(controlPacketsPerSecond(controlPacketsPerSecond).connections());
  }

  private static MqttConfig messages(
      int packetBytes, int receiveMaximum, int unacked, long unackedInAll, int writeQueueBytes) {
    return USUAL.with(
        new MqttConfig.Messages(
            packetBytes,
            receiveMaximum,
            unacked,
            unackedInAll,
            MESSAGES.maxDownlinksInFlight(),
            MESSAGES.maxFiltersPerPacket(),
            writeQueueBytes,
            MESSAGES.maxDiscardedInARow()));
  }

  static MqttConfig maxDiscardedInARow(int messages) {
    return USUAL.with(
        new MqttConfig.Messages(
            MESSAGES.maxPacketBytes(),
            MESSAGES.receiveMaximum(),
            MESSAGES.maxUnackedBytes(),
            MESSAGES.maxUnackedBytesInAll(),
            MESSAGES.maxDownlinksInFlight(),
            MESSAGES.maxFiltersPerPacket(),
            MESSAGES.writeQueueBytes(),
            messages));
  }

  static MqttConfig maxWaitingWills(int wills) {
    return USUAL.with(
        new MqttConfig.SessionState(
            SESSIONS.maxPerDevice(), SESSIONS.maxExpiry(), SESSIONS.maxOpenHandshakes(), wills));
  }

  static MqttConfig sessions(int perDevice, Duration maxExpiry, int openHandshakes) {
    return USUAL.with(
        new MqttConfig.SessionState(
            perDevice, maxExpiry, openHandshakes, SESSIONS.maxWaitingWills()));
  }
}
