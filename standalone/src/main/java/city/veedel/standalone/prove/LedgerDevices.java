package city.veedel.standalone.prove;

import city.veedel.simulator.ledger.LedgerDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The devices of a ledger, of every protocol. */
final class LedgerDevices {
  private LedgerDevices() {}

  /**
   * @param ofEach protocol; every second one keeps its session, and with QoS 2 sends no times
   */
  static List<LedgerDevice> register(Site site, int ofEach) throws IOException {
    List<String> ids = new ArrayList<>();
    for (LedgerDevice.Protocol protocol : LedgerDevice.Protocol.values()) {
      for (int i = 0; i < ofEach; i++) {
        ids.add(protocol.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + i);
      }
    }
    List<String> secrets = site.register(ids);
    List<LedgerDevice> devices = new ArrayList<>();
    for (LedgerDevice.Protocol protocol : LedgerDevice.Protocol.values()) {
      for (int i = 0; i < ofEach; i++) {
        int index = devices.size();
        boolean isSecond = i % 2 == 1;
        boolean isExactlyOnce = protocol == LedgerDevice.Protocol.MQTT_QOS_2;
        devices.add(
            new LedgerDevice(
                index,
                ids.get(index),
                secrets.get(index),
                protocol,
                isExactlyOnce || isSecond,
                !(isExactlyOnce && isSecond)));
      }
    }
    return devices;
  }
}
