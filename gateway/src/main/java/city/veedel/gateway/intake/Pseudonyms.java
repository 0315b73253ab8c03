package city.veedel.gateway.intake;

import city.veedel.model.DeviceId;
import city.veedel.model.Location;
import city.veedel.model.ThingId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Rotating names of shared vehicles, after the rule of GBFS for {@code vehicle_id}: whoever reads
 * what is stored cannot follow a vehicle from one trip to the next. The key lives in memory only
 * and dies with the process, so not even the operator can compute a name again; after a restart
 * every vehicle has a new one. Thread-safe.
 */
public final class Pseudonyms {
  private static final String PREFIX = "v-";
  private static final int LENGTH = 26;
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int BITS_PER_CHARACTER = 5;
  private static final int MIN_KEY_BYTES = 32;
  private static final double EARTH_RADIUS_METRES = 6_371_008.8;

  private final IntakeConfig.PseudonymRules rules;
  private final SecretKeySpec key;
  private final Map<ByteBuffer, Vehicle> vehicles;
  private long trips;

  /**
   * @param key at least 32 random bytes that are kept nowhere else
   */
  public Pseudonyms(IntakeConfig.PseudonymRules rules, byte[] key) {
    if (key.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException("the key must have at least 32 bytes, had " + key.length);
    }
    this.rules = rules;
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.vehicles =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Vehicle> eldest) {
            return size() > rules.maxVehicles();
          }
        };
  }

  /**
   * The present name of a vehicle that was seen now.
   *
   * @param rawId what the operator's system calls it; kept nowhere, not even here
   * @param location where it is, or null
   */
  public ThingId nameOf(DeviceId device, String rawId, @Nullable Location location, Instant now) {
    ByteBuffer vehicleKey =
        ByteBuffer.wrap(hmac((device.value() + '\0' + rawId).getBytes(StandardCharsets.UTF_8)));
    synchronized (vehicles) {
      Vehicle vehicle = vehicles.get(vehicleKey);
      if (vehicle == null || hasMoved(vehicle, location, now)) {
        vehicle = new Vehicle(nameOfTrip(vehicleKey, trips++), now);
        vehicles.put(vehicleKey, vehicle);
      }
      vehicle.seenAt = now;
      vehicle.location = location == null ? vehicle.location : location;
      return vehicle.name;
    }
  }

  private boolean hasMoved(Vehicle vehicle, @Nullable Location location, Instant now) {
    return Duration.between(vehicle.seenAt, now).compareTo(rules.gap()) > 0
        || Duration.between(vehicle.namedAt, now).compareTo(rules.lifetime()) >= 0
        || vehicle.location != null
            && location != null
            && metres(vehicle.location, location) > rules.metres();
  }

  /** The trip's number is used once in this process, so that no name ever comes back. */
  private ThingId nameOfTrip(ByteBuffer vehicleKey, long trip) {
    byte[] mac = hmac(ByteBuffer.allocate(40).put(vehicleKey.duplicate()).putLong(trip).array());
    StringBuilder name = new StringBuilder(PREFIX);
    int bits = 0;
    int available = 0;
    for (int next = 0; name.length() < PREFIX.length() + LENGTH; ) {
      if (available < BITS_PER_CHARACTER) {
        bits = bits << Byte.SIZE | mac[next++] & 0xFF;
        available += Byte.SIZE;
      }
      available -= BITS_PER_CHARACTER;
      name.append(BASE32.charAt(bits >> available & 0x1F));
    }
    return new ThingId(name.toString());
  }

  private byte[] hmac(byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
    }
  }

  /** Great-circle distance by the haversine formula. */
  private static double metres(Location from, Location to) {
    double latitude = Math.toRadians(to.latitude() - from.latitude()) / 2;
    double longitude = Math.toRadians(to.longitude() - from.longitude()) / 2;
    double h =
        Math.pow(Math.sin(latitude), 2)
            + Math.cos(Math.toRadians(from.latitude()))
                * Math.cos(Math.toRadians(to.latitude()))
                * Math.pow(Math.sin(longitude), 2);
    return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
  }

  private static final class Vehicle {
    private final ThingId name;
    private final Instant namedAt;
    private Instant seenAt;
    private @Nullable Location location;

    Vehicle(ThingId name, Instant now) {
      this.name = name;
      this.namedAt = now;
      this.seenAt = now;
    }
  }
}
