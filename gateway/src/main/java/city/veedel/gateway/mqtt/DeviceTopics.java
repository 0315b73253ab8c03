package city.veedel.gateway.mqtt;

import city.veedel.gateway.mqtt.codec.ReasonCode;
import city.veedel.model.DeviceId;
import city.veedel.model.RefusalReason;

/**
 * The two topics of a device: it publishes to {@code up} and may subscribe to {@code down}. Other
 * topics are sorted by why they are refused; the grammar is ASCII letters, digits and {@code
 * -_./:}, at most eight levels and 256 bytes.
 */
record DeviceTopics(String up, String down) {
  private static final int MAX_BYTES = 256;
  private static final int MAX_LEVELS = 8;

  static DeviceTopics of(DeviceId device) {
    return new DeviceTopics("v1/" + device + "/up", "v1/" + device + "/down");
  }

  /** Why a device may not publish to this topic, which is not its own. */
  static RefusalReason whyNotPublish(String topic) {
    return isTopic(topic) && topic.startsWith("v1/") && topic.endsWith("/up")
        ? RefusalReason.NOT_AUTHORIZED
        : RefusalReason.ADDRESS_UNKNOWN;
  }

  /** Why a device may not subscribe to this filter, which is not its own (section 3.9.3). */
  static ReasonCode whyNotSubscribe(String filter) {
    if (filter.startsWith("$share/")) {
      return ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
    }
    if (hasWildcard(filter)) {
      return ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;
    }
    return isTopic(filter) ? ReasonCode.NOT_AUTHORIZED : ReasonCode.TOPIC_FILTER_INVALID;
  }

  static boolean hasWildcard(String topic) {
    return topic.indexOf('#') >= 0 || topic.indexOf('+') >= 0;
  }

  private static boolean isTopic(String topic) {
    return !topic.isEmpty()
        && topic.length() <= MAX_BYTES
        && topic.chars().filter(c -> c == '/').count() < MAX_LEVELS
        && topic.chars().allMatch(DeviceTopics::isAllowed);
  }

  private static boolean isAllowed(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "-_./:".indexOf(c) >= 0;
  }
}
