package city.veedel.simulator.replay;

import city.veedel.model.Location;
import city.veedel.model.PropertyName;
import city.veedel.model.Theme;
import city.veedel.model.ThingId;
import city.veedel.simulator.device.Measurement;
import city.veedel.simulator.device.SimulatedThing;
import city.veedel.simulator.device.Slugs;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * KVB-Rad as GBFS 2.3, GBFS 3.0 and nextbike's own XML. Stations are observed; free bikes are
 * positions of shared vehicles and go through the type that pseudonymises, never as things. GBFS
 * and XML count the bikes at a station differently, so their stations have different ids; both
 * generations of GBFS say the same and have the same ids.
 */
final class SharedBikes {
  private static final String ID = "sharing-koeln-kvbrad";
  private static final String OWNER = "KVB, nextbike";

  private SharedBikes() {}

  /** GBFS station status of this system; other feeds of the same directory are found from here. */
  static boolean isStationStatus(Head head) {
    return head.name().equals("station_status.json") && isKvb(head.path());
  }

  private static boolean isKvb(Path stationStatus) {
    Path information = stationStatus.resolveSibling("system_information.json");
    try {
      return Files.exists(information)
          && Files.exists(stationStatus.resolveSibling("station_information.json"))
          && Json.read(information).path("data").path("system_id").asText().startsWith("kvb");
    } catch (IOException e) {
      // Not readable as GBFS, so it is none.
      return false;
    }
  }

  static boolean isNextbike(Head head) {
    return head.text().contains("<markers>") && head.name().endsWith(".xml");
  }

  static boolean matches(Head head) {
    return isStationStatus(head) || isNextbike(head);
  }

  static MergedRecording of(List<Path> files) throws IOException {
    Map<ThingId, SimulatedThing> things = new LinkedHashMap<>();
    List<Source> stations = new ArrayList<>();
    List<Source> vehicles = new ArrayList<>();
    for (Path file : files) {
      if (isNextbike(Head.of(file))) {
        NextbikeXml.read(file).stations().forEach(station -> addNextbike(things, station));
        stations.add(new DocumentSource(file, () -> nextbikeStations(file)));
        vehicles.add(new DocumentSource(file, () -> nextbikeBikes(file)));
      } else {
        describeStations(Json.read(file.resolveSibling("station_information.json")), things);
        stations.add(new DocumentSource(file, () -> stationStatus(Json.read(file))));
        for (String name : List.of("free_bike_status.json", "vehicle_status.json")) {
          Path free = file.resolveSibling(name);
          if (Files.exists(free)) {
            vehicles.add(new DocumentSource(free, () -> freeBikes(Json.read(free))));
          }
        }
      }
    }
    return new MergedRecording(
        ID,
        "Aufzeichnung KVB-Rad",
        Theme.SHARING,
        List.copyOf(things.values()),
        stations,
        vehicles);
  }

  private static void describeStations(JsonNode document, Map<ThingId, SimulatedThing> things) {
    for (JsonNode station : document.path("data").path("stations")) {
      JsonNode name = station.path("name");
      ThingId thing = gbfsStation(station.path("station_id").asText());
      things.putIfAbsent(
          thing,
          describe(
              thing,
              // GBFS 3 has a text per language.
              name.isTextual() ? name.textValue() : name.path(0).path("text").asText(),
              new Location(station.path("lon").asDouble(), station.path("lat").asDouble())));
    }
  }

  private static List<Measurement> stationStatus(JsonNode document) {
    List<Measurement> measurements = new ArrayList<>();
    for (JsonNode station : document.path("data").path("stations")) {
      JsonNode available =
          station.has("num_vehicles_available")
              ? station.path("num_vehicles_available")
              : station.path("num_bikes_available");
      measurements.add(
          new Readings()
              .number("num_vehicles_available", available.asDouble())
              .flag("is_renting", station.path("is_renting").asBoolean())
              .flag("is_returning", station.path("is_returning").asBoolean())
              .of(
                  gbfsStation(station.path("station_id").asText()),
                  time(station.path("last_reported"))));
    }
    return measurements;
  }

  private static List<Measurement> freeBikes(JsonNode document) {
    List<Measurement> measurements = new ArrayList<>();
    JsonNode data = document.path("data");
    for (JsonNode bike : data.has("vehicles") ? data.path("vehicles") : data.path("bikes")) {
      JsonNode id = bike.has("vehicle_id") ? bike.path("vehicle_id") : bike.path("bike_id");
      String state =
          bike.path("is_disabled").asBoolean()
              ? "disabled"
              : bike.path("is_reserved").asBoolean() ? "reserved" : "available";
      measurements.add(
          new Readings()
              .state("vehicle_state", state)
              .at(
                  vehicle(id.asText()),
                  time(bike.path("last_reported")),
                  new Location(bike.path("lon").asDouble(), bike.path("lat").asDouble())));
    }
    return measurements;
  }

  /** GBFS 2: POSIX seconds; GBFS 3: RFC 3339. */
  private static Instant time(JsonNode value) {
    return value.isTextual()
        ? OffsetDateTime.parse(value.textValue()).toInstant()
        : Instant.ofEpochSecond(value.longValue());
  }

  private static void addNextbike(
      Map<ThingId, SimulatedThing> things, NextbikeXml.Station station) {
    ThingId thing = nextbikeStation(station.uid());
    things.putIfAbsent(thing, describe(thing, station.name(), station.location()));
  }

  private static List<Measurement> nextbikeStations(Path file) throws IOException {
    Instant time = NextbikeXml.timeOf(file);
    return NextbikeXml.read(file).stations().stream()
        .map(station ->
            new Readings()
                .number("num_vehicles_available", station.bikes())
                .of(nextbikeStation(station.uid()), time))
        .toList();
  }

  private static List<Measurement> nextbikeBikes(Path file) throws IOException {
    Instant time = NextbikeXml.timeOf(file);
    return NextbikeXml.read(file).bikes().stream()
        .map(bike ->
            new Readings()
                .state("vehicle_state", "available")
                .at(vehicle("n" + bike.number()), time, bike.location()))
        .toList();
  }

  private static ThingId gbfsStation(String id) {
    return new ThingId("kvb-rad-" + Slugs.of(id));
  }

  private static ThingId nextbikeStation(String uid) {
    return new ThingId("nextbike-" + Slugs.of(uid));
  }

  /** In the namespace of the device whose type replaces it before anything is written. */
  private static ThingId vehicle(String id) {
    return new ThingId(MergedRecording.vehicleDevice(ID) + "-" + Slugs.of(id));
  }

  private static SimulatedThing describe(ThingId thing, String name, Location place) {
    return new SimulatedThing(
        thing,
        name.strip(),
        Theme.SHARING,
        OWNER,
        place,
        List.of(
            new PropertyName("num_vehicles_available"),
            new PropertyName("is_renting"),
            new PropertyName("is_returning")));
  }
}
