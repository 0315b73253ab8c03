package city.veedel.simulator;

import city.veedel.model.DeviceId;
import city.veedel.simulator.coap.CoapLinks;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.DeviceLink;
import city.veedel.simulator.device.Endpoints;
import city.veedel.simulator.device.LinkConfig;
import city.veedel.simulator.device.SimulatedDevice;
import city.veedel.simulator.mqtt.MqttLinks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Opens the link a device's channel asks for, and closes them all. For one thread. */
final class DeviceLinks implements AutoCloseable {
  private final Endpoints endpoints;
  private final MqttLinks mqtt;
  private final CoapLinks coap;
  private final List<DeviceLink> opened = new ArrayList<>();

  DeviceLinks(Endpoints endpoints, LinkConfig config) {
    this.endpoints = endpoints;
    this.mqtt = new MqttLinks(endpoints.mqttHost(), endpoints.mqttPort(), config);
    this.coap =
        new CoapLinks(endpoints.coapHost(), endpoints.coapPort(), endpoints.coapsPort(), config);
  }

  DeviceLink open(SimulatedDevice device, String secret) {
    DeviceLink link =
        device.channel().isMqtt() ? mqtt.open(device, secret) : coap.open(device, secret);
    opened.add(link);
    return link;
  }

  /** Whether the product listens for this channel. */
  boolean isReachable(Channel channel) {
    return switch (channel) {
      case MQTT_3_1_1, MQTT_5 -> endpoints.mqttPort() != 0;
      case COAP -> endpoints.coapPort() != 0;
      case COAPS -> endpoints.coapsPort() != 0;
    };
  }

  long resentObservations() {
    return opened.stream().mapToLong(DeviceLink::resentObservations).sum();
  }

  /** Ends every connection; saying goodbye takes a moment each, so all at once. */
  @Override
  public void close() {
    List<Thread> goodbyes = new ArrayList<>();
    for (DeviceLink link : opened) {
      goodbyes.add(Thread.ofVirtual().name("goodbye").start(link::close));
    }
    try {
      for (Thread goodbye : goodbyes) {
        goodbye.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    mqtt.close();
    coap.close();
  }

  /**
   * @throws IllegalArgumentException naming the first device without a secret
   */
  static void requireSecrets(Collection<SimulatedDevice> devices, Map<DeviceId, String> secrets) {
    for (SimulatedDevice device : devices) {
      if (!secrets.containsKey(device.id())) {
        throw new IllegalArgumentException("there is no secret for the device " + device.id());
      }
    }
  }
}
