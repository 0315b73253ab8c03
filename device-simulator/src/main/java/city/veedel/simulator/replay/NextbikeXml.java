package city.veedel.simulator.replay;

import city.veedel.model.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What nextbike's live XML says of Köln: places that are stations ({@code spot="1"}) with their
 * count, and bikes that stand anywhere else.
 */
record NextbikeXml(List<Station> stations, List<Bike> bikes) {
  private static final Pattern DATE_IN_NAME = Pattern.compile("(\\d{8})");

  /** The XML has no time of its own; ten o'clock is what the feeds derived from it say. */
  private static final LocalTime ASSUMED = LocalTime.of(10, 0);

  /** A station and how many bikes stand there. */
  record Station(String uid, String name, int bikes, Location location) {}

  /** A bike that stands at no station, by its stable number: never to be written anywhere. */
  record Bike(String number, Location location) {}

  static Instant timeOf(Path file) throws IOException {
    Matcher date = DATE_IN_NAME.matcher(String.valueOf(file.getFileName()));
    if (!date.find()) {
      throw new IOException(file + ": the name must hold the date as yyyymmdd");
    }
    return LocalDate.parse(date.group(1), DateTimeFormatter.BASIC_ISO_DATE)
        .atTime(ASSUMED)
        .toInstant(ZoneOffset.UTC);
  }

  static NextbikeXml read(Path file) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    List<Station> stations = new ArrayList<>();
    List<Bike> bikes = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader reader = factory.createXMLStreamReader(in);
      boolean inKoeln = false;
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT) {
          if (reader.getLocalName().equals("city")) {
            inKoeln = attribute(reader, "alias").equals("koeln");
          } else if (inKoeln && reader.getLocalName().equals("place")) {
            readPlace(reader, stations, bikes);
          }
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException(file + " is no well-formed XML: " + e.getMessage(), e);
    }
    return new NextbikeXml(List.copyOf(stations), List.copyOf(bikes));
  }

  private static void readPlace(XMLStreamReader reader, List<Station> stations, List<Bike> bikes) {
    Location place =
        new Location(
            Double.parseDouble(attribute(reader, "lng")),
            Double.parseDouble(attribute(reader, "lat")));
    if (attribute(reader, "spot").equals("1")) {
      stations.add(
          new Station(
              attribute(reader, "uid"),
              attribute(reader, "name"),
              Integer.parseInt(attribute(reader, "bikes")),
              place));
    } else {
      for (String number : attribute(reader, "bike_numbers").split(",", -1)) {
        if (!number.isBlank()) {
          bikes.add(new Bike(number.strip(), place));
        }
      }
    }
  }

  private static String attribute(XMLStreamReader reader, String name) {
    String value = reader.getAttributeValue(null, name);
    return value == null ? "" : value;
  }
}
