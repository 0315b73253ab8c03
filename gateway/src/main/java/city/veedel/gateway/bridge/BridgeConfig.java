package city.veedel.gateway.bridge;

import city.veedel.decode.ContentFormat;
import city.veedel.model.DeviceId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.paho.client.mqttv3.MqttTopic;

/**
 * One broker, and what is taken from it.
 *
 * @param name for logs and health
 * @param broker {@code tcp://host:port} or {@code ssl://host:port}
 * @param user empty for none
 * @param clientId fixed, because the broker keeps what was not acknowledged under this name
 * @param routes the first that matches a topic decides
 */
public record BridgeConfig(
    String name,
    URI broker,
    String user,
    String password,
    String clientId,
    List<Route> routes,
    Limits limits) {
  private static final Set<String> SCHEMES = Set.of("tcp", "ssl");
  private static final int MAX_CLIENT_ID_LENGTH = 64;

  public BridgeConfig {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a bridge must have a name");
    }
    if (broker.getScheme() == null || !SCHEMES.contains(broker.getScheme())) {
      throw new IllegalArgumentException(
          "the broker of bridge " + name + " must be tcp://… or ssl://…, was " + broker);
    }
    if (clientId.isBlank() || clientId.length() > MAX_CLIENT_ID_LENGTH) {
      throw new IllegalArgumentException(
          "the client id of bridge " + name + " must have 1 to 64 characters");
    }
    if (routes.isEmpty()) {
      throw new IllegalArgumentException("bridge " + name + " takes nothing: it has no route");
    }
    routes = List.copyOf(routes);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "BridgeConfig[name="
        + name
        + ", broker="
        + broker
        + ", user="
        + user
        + ", clientId="
        + clientId
        + ", routes="
        + routes
        + ", limits="
        + limits
        + "]";
  }

  /** Which registered device a message is from. */
  public sealed interface Source {
    /** Always the same device, which speaks for all the things behind the broker. */
    record Fixed(DeviceId device) implements Source {}

    /**
     * The device whose id is a level of the topic.
     *
     * @param level from 0: in {@code city/dev-1/up} level 1 is {@code dev-1}
     */
    record TopicLevel(int level) implements Source {
      public TopicLevel {
        if (level < 0) {
          throw new IllegalArgumentException("a topic level counts from 0, was " + level);
        }
      }
    }
  }

  /**
   * Messages of some topics, and whose they are.
   *
   * @param topicFilter with {@code +} and {@code #} (MQTT 3.1.1, section 4.7)
   * @param format what the payloads are; {@link ContentFormat#UNDECLARED} leaves it to the device
   *     type
   * @param takesRetained whether a retained message, sent upon subscribing, counts as an
   *     observation. Only sensible where the payload has its own time: else an old value would get
   *     the time of our connecting
   */
  public record Route(
      String topicFilter, Source source, ContentFormat format, boolean takesRetained) {
    public Route {
      try {
        MqttTopic.validate(topicFilter, true);
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw new IllegalArgumentException(
            "\"" + topicFilter + "\" is no topic filter: " + e.getMessage(), e);
      }
    }

    /** Of the format the device type expects, without retained messages. */
    public static Route of(String topicFilter, Source source) {
      return new Route(topicFilter, source, ContentFormat.UNDECLARED, false);
    }

    boolean matches(String topic) {
      return MqttTopic.isMatched(topicFilter, topic);
    }
  }

  /**
   * @param maxQueued messages that have come but were not handed in; above it the connection is
   *     closed, so that the broker sends them again later
   * @param maxInFlight messages handed in and not yet decided
   * @param connectTimeout for each step of connecting
   * @param keepAlive silence after which the connection is tested
   * @param minBackoff pause after a first failure, doubled after each further one
   * @param maxBackoff the longest pause; each is jittered between half and all of it
   */
  public record Limits(
      int maxQueued,
      int maxInFlight,
      Duration connectTimeout,
      Duration keepAlive,
      Duration minBackoff,
      Duration maxBackoff) {
    public static final Limits DEFAULT =
        new Limits(
            10_000,
            256,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));

    public Limits {
      if (maxQueued < 1 || maxInFlight < 1) {
        throw new IllegalArgumentException(
            "a bridge must be allowed at least 1 message queued and 1 in flight");
      }
      if (connectTimeout.toSeconds() < 1 || keepAlive.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "connect timeout and keep alive of a bridge must be at least 1 s");
      }
      if (!minBackoff.isPositive() || maxBackoff.compareTo(minBackoff) < 0) {
        throw new IllegalArgumentException(
            "the backoff of a bridge must be positive and its maximum no less than its minimum");
      }
    }
  }
}
