package city.veedel.gateway.mqtt;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.intake.Arrival;
import city.veedel.gateway.mqtt.codec.MqttVersion;
import city.veedel.gateway.mqtt.codec.Packet.Connect;
import city.veedel.gateway.mqtt.codec.Packet.WillMessage;
import city.veedel.gateway.mqtt.codec.Properties;
import city.veedel.gateway.mqtt.codec.Property;
import city.veedel.gateway.mqtt.codec.ReasonCode;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.model.Payload;
import city.veedel.model.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a CONNECT. The order is that of cost: limits first, the secret before anything that is
 * only told to those who have one.
 */
final class Greeting {
  /** The client may connect, or may not and is told why. */
  sealed interface Decision {
    record Admitted(Welcome welcome) implements Decision {}

    record Denied(ReasonCode reason, String explanation) implements Decision {}
  }

  private static final int MAX_CLIENT_ID = 64;
  private static final int MAX_SECRET = 256;
  private static final long NEVER = 0xFFFF_FFFFL;

  private final FrontEnd shared;

  Greeting(FrontEnd shared) {
    this.shared = shared;
  }

  Decision decide(Connect connect, Admission.Verdict verdict) {
    if (verdict == Admission.Verdict.TOO_FAST) {
      return new Decision.Denied(
          ReasonCode.CONNECTION_RATE_EXCEEDED, "too many new connections; try again later");
    }
    if (verdict != Admission.Verdict.ADMITTED) {
      return new Decision.Denied(ReasonCode.SERVER_BUSY, "too many connections; try again later");
    }
    if (connect.properties().has(Property.AUTHENTICATION_METHOD)) {
      return new Decision.Denied(
          ReasonCode.BAD_AUTHENTICATION_METHOD,
          "enhanced authentication is not offered; send user name and password");
    }
    if (!isValidClientId(connect)) {
      return new Decision.Denied(
          ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          "a client id has 1 to 64 printable ASCII characters; none at all needs a clean session");
    }
    return authenticate(connect);
  }

  /** An empty client id is the server's to choose, in 3.1.1 of a clean session [MQTT-3.1.3-8]. */
  private static boolean isValidClientId(Connect connect) {
    String clientId = connect.clientId();
    if (clientId.isEmpty()) {
      return connect.version() == MqttVersion.V5 || connect.cleanStart();
    }
    return clientId.length() <= MAX_CLIENT_ID
        && clientId.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
  }

  private Decision authenticate(Connect connect) {
    String userName = connect.userName();
    Payload password = connect.password();
    if (userName == null || password == null || password.length() > MAX_SECRET) {
      return new Decision.Denied(
          ReasonCode.NOT_AUTHORIZED, "the user name is the device id, the password its secret");
    }
    String secret = new String(password.bytes(), StandardCharsets.UTF_8);
    Optional<KnownDevice> device = shared.directory().authenticate(userName, secret);
    if (device.isEmpty()) {
      return new Decision.Denied(
          ReasonCode.BAD_USER_NAME_OR_PASSWORD, "no enabled device has this id and this secret");
    }
    return checkWill(connect, device.get(), secret);
  }

  private Decision checkWill(Connect connect, KnownDevice device, String secret) {
    WillMessage will = connect.will();
    if (will == null) {
      return admit(welcome(connect, device, secret, null, Duration.ZERO));
    }
    if (will.retain() && connect.version() == MqttVersion.V5) {
      return new Decision.Denied(
          ReasonCode.RETAIN_NOT_SUPPORTED, "messages are not retained [MQTT-3.2.2-13]");
    }
    String up = DeviceTopics.of(device.id()).up();
    if (!will.topic().equals(up)) {
      return new Decision.Denied(ReasonCode.NOT_AUTHORIZED, "the will's topic must be " + up);
    }
    Arrival arrival =
        new Arrival(
            device,
            Protocol.MQTT,
            true,
            up,
            contentFormat(will.properties()),
            will.payload(),
            false,
            null);
    long delay = will.properties().number(Property.WILL_DELAY_INTERVAL, 0);
    return admit(welcome(connect, device, secret, arrival, Duration.ofSeconds(delay)));
  }

  private Decision admit(Welcome welcome) {
    if (!Connack.fits(welcome, shared.config().messages())) {
      return new Decision.Denied(
          ReasonCode.PACKET_TOO_LARGE, "the Maximum Packet Size is less than a CONNACK needs");
    }
    return new Decision.Admitted(welcome);
  }

  private Welcome welcome(
      Connect connect,
      KnownDevice device,
      String secret,
      @Nullable Arrival will,
      Duration willDelay) {
    Properties properties = connect.properties();
    boolean v5 = connect.version() == MqttVersion.V5;
    int longest = (int) shared.config().timeouts().maxKeepAlive().toSeconds();
    int asked = connect.keepAliveSeconds();
    boolean changed = asked == 0 || asked > longest;
    // 3.1.1 knows no expiry: a session that is not clean is kept as long as we keep any.
    long expirySeconds =
        v5
            ? properties.number(Property.SESSION_EXPIRY_INTERVAL, 0)
            : connect.cleanStart() ? 0 : NEVER;
    Duration expiry = Duration.ofSeconds(expirySeconds);
    Duration capped = shared.sessions().capped(expiry);
    boolean assigned = connect.clientId().isEmpty();
    return new Welcome(
        connect.version(),
        device,
        secret,
        assigned ? "auto-" + UUID.randomUUID() : connect.clientId(),
        assigned,
        connect.cleanStart(),
        changed ? longest : asked,
        changed,
        capped,
        !capped.equals(expiry),
        (int) properties.number(Property.RECEIVE_MAXIMUM, 65_535),
        properties.number(Property.MAXIMUM_PACKET_SIZE, NEVER),
        properties.number(Property.REQUEST_PROBLEM_INFORMATION, 1) == 1,
        will,
        willDelay);
  }

  /**
   * A content type we do not know is handed on as uninterpreted octets: a device type that reads
   * octets may take it, any other refuses it as unsupported and keeps it.
   */
  static ContentFormat contentFormat(Properties properties) {
    String contentType = properties.findText(Property.CONTENT_TYPE);
    return contentType == null || contentType.isEmpty()
        ? ContentFormat.UNDECLARED
        : ContentFormat.findByMediaType(contentType).orElse(ContentFormat.OCTETS);
  }
}
