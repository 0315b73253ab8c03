package city.veedel.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the messages of one kind of device are read, in one version.
 *
 * @param id slug
 * @param vendor who makes the devices, in words; may be empty
 * @param model what its maker calls the device; may be empty
 * @param version 1 for the first; every change makes the next
 * @param createsThings whether a device of this type may bring new things into its own namespace,
 *     that is things whose id is the device's id followed by {@code -} and more
 * @param pseudonymisesThings whether the things are shared vehicles: their ids are replaced by
 *     rotating pseudonyms before anything is written
 * @param keepRawDays how many days accepted messages are kept as they came in, so that a mended
 *     decoder can read them again; 0 keeps none. Always 0 where things are pseudonymised: such a
 *     message holds what its pseudonyms hide
 * @param properties what the type declares; the city's catalogue of observed properties is the
 *     fallback
 */
public record DeviceType(
    String id,
    String title,
    String vendor,
    String model,
    int version,
    Decoding decoding,
    AcceptedTime acceptedTime,
    boolean createsThings,
    boolean pseudonymisesThings,
    int keepRawDays,
    Map<PropertyName, ObservedProperty> properties) {
  public static final int FIRST_VERSION = 1;

  /** Every stored observation names its version, in two bytes. */
  public static final int MAX_VERSION = Short.MAX_VALUE;

  public static final int DEFAULT_KEEP_RAW_DAYS = 7;
  public static final int MAX_KEEP_RAW_DAYS = 366;

  /** That a type may declare itself; the city's catalogue may complete it by more. */
  public static final int MAX_PROPERTIES = 500;

  public DeviceType {
    Slug.check("a device type id", id);
    if (version < FIRST_VERSION || version > MAX_VERSION) {
      throw new IllegalArgumentException(
          "a device type's versions are "
              + FIRST_VERSION
              + " to "
              + MAX_VERSION
              + ", was "
              + version
              + "; register another type");
    }
    if (keepRawDays < 0 || keepRawDays > MAX_KEEP_RAW_DAYS) {
      throw new IllegalArgumentException(
          "raw messages are kept 0 to " + MAX_KEEP_RAW_DAYS + " days, was " + keepRawDays);
    }
    keepRawDays = pseudonymisesThings ? 0 : keepRawDays;
    properties = Map.copyOf(properties);
  }

  /**
   * The first version of nobody's in particular, with a decoder that needs nothing but its name.
   */
  public DeviceType(
      String id,
      String title,
      String decoder,
      AcceptedTime acceptedTime,
      boolean createsThings,
      boolean pseudonymisesThings,
      int keepRawDays,
      Map<PropertyName, ObservedProperty> properties) {
    this(
        id,
        title,
        "",
        "",
        FIRST_VERSION,
        Decoding.by(decoder),
        acceptedTime,
        createsThings,
        pseudonymisesThings,
        keepRawDays,
        properties);
  }

  /** Keeps raw messages for the default time, where it may. */
  public DeviceType(
      String id,
      String title,
      String decoder,
      AcceptedTime acceptedTime,
      boolean createsThings,
      boolean pseudonymisesThings,
      Map<PropertyName, ObservedProperty> properties) {
    this(
        id,
        title,
        decoder,
        acceptedTime,
        createsThings,
        pseudonymisesThings,
        DEFAULT_KEEP_RAW_DAYS,
        properties);
  }

  public boolean keepsRawMessages() {
    return keepRawDays > 0;
  }

  public Optional<ObservedProperty> findProperty(PropertyName name) {
    return Optional.ofNullable(properties.get(name));
  }

  /** With those properties of the city's catalogue that the type does not declare itself. */
  public DeviceType completedBy(Map<PropertyName, ObservedProperty> catalogue) {
    Map<PropertyName, ObservedProperty> completed = new HashMap<>(catalogue);
    completed.putAll(properties);
    return withProperties(completed);
  }

  /** Whether nothing but the version differs. */
  public boolean saysTheSameAs(DeviceType other) {
    return withVersion(other.version).equals(other);
  }

  public DeviceType withVersion(int other) {
    return new DeviceType(
        id,
        title,
        vendor,
        model,
        other,
        decoding,
        acceptedTime,
        createsThings,
        pseudonymisesThings,
        keepRawDays,
        properties);
  }

  public DeviceType withProperties(Map<PropertyName, ObservedProperty> others) {
    return new DeviceType(
        id,
        title,
        vendor,
        model,
        version,
        decoding,
        acceptedTime,
        createsThings,
        pseudonymisesThings,
        keepRawDays,
        others);
  }
}
