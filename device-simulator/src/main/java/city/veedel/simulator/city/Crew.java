package city.veedel.simulator.city;

import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Channel;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.PayloadFormat;
import city.veedel.simulator.device.SimulatedDevice;
import city.veedel.simulator.device.SimulatedThing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects the devices of the city while it is being built; every id is given once. */
final class Crew {
  private static final String CITY = "Stadt Köln (Demo)";
  private static final Moment ANY_TIME = Moment.of(java.time.Instant.EPOCH);

  private final List<CityDevice> devices = new ArrayList<>();
  private final Set<ThingId> thingIds = new HashSet<>();
  private final Set<DeviceId> deviceIds = new HashSet<>();

  List<CityDevice> devices() {
    return List.copyOf(devices);
  }

  /** A sensor at a place; its properties are those it measures. */
  CitySensor sensor(
      Theme theme,
      String id,
      String name,
      Location location,
      Duration interval,
      CitySensor.Measuring measuring) {
    return sensor(theme, id, name, CITY, location, interval, measuring);
  }

  CitySensor sensor(
      Theme theme,
      String id,
      String name,
      String owner,
      Location location,
      Duration interval,
      CitySensor.Measuring measuring) {
    ThingId thing = new ThingId(id);
    if (!thingIds.add(thing)) {
      throw new IllegalStateException("the thing " + id + " is there twice");
    }
    List<PropertyName> properties = List.copyOf(measuring.at(ANY_TIME).keySet());
    return new CitySensor(
        new SimulatedThing(thing, name, theme, owner, location, properties),
        interval,
        measuring,
        null);
  }

  /** A device of the platform's own JSON that says all it knows. */
  Hiring device(String id, String title, Theme theme) {
    return new Hiring(id, title, theme);
  }

  /** A device in the making. */
  final class Hiring {
    private final DeviceId id;
    private final String title;
    private final Theme theme;
    private String typeId = "json";
    private Channel channel = Channel.MQTT_5;
    private Delivery delivery = Delivery.AT_LEAST_ONCE;
    private PayloadFormat format = PayloadFormat.JSON;
    private Behaviour behaviour = Behaviour.HONEST;
    private boolean isPublic = true;
    private boolean registersThings = true;

    private Hiring(String id, String title, Theme theme) {
      this.id = new DeviceId(id);
      this.title = title;
      this.theme = theme;
      if (!deviceIds.add(this.id)) {
        throw new IllegalStateException("the device " + id + " is there twice");
      }
    }

    Hiring by(Channel channel, Delivery delivery) {
      this.channel = channel;
      this.delivery = delivery;
      return this;
    }

    Hiring senml(PayloadFormat format) {
      this.typeId = "senml";
      this.format = format;
      return this;
    }

    Hiring behaving(Behaviour behaviour) {
      this.behaviour = behaviour;
      return this;
    }

    Hiring internal() {
      this.isPublic = false;
      return this;
    }

    /** Its type replaces the ids of its things: they are never registered. */
    Hiring pseudonymised() {
      this.typeId = "sharing-vehicles";
      this.registersThings = false;
      return this;
    }

    void speaksFor(List<CitySensor> sensors) {
      List<SimulatedThing> things =
          registersThings ? sensors.stream().map(CitySensor::thing).toList() : List.of();
      devices.add(
          new CityDevice(
              new SimulatedDevice(
                  id, typeId, title, theme, channel, delivery, format, things, isPublic),
              sensors,
              behaviour));
    }
  }
}
