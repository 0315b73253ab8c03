package city.veedel.simulator.mqtt;

import city.veedel.model.DeviceId;

/** Whom a device calls, and as whom. */
record Dialled(String uri, String clientId, String user, String secret, String topic) {
  /** How long saying goodbye may take, milliseconds. */
  static final long END_MILLIS = 200;

  static Dialled of(DeviceId device, String secret, String host, int port) {
    String id = device.value();
    return new Dialled("tcp://" + host + ":" + port, id, id, secret, "v1/" + id + "/up");
  }

  @Override
  public String toString() {
    return clientId + " at " + uri;
  }
}
