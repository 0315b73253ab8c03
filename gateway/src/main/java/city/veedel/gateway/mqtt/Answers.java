package city.veedel.gateway.mqtt;

import city.veedel.gateway.mqtt.codec.PacketType;
import city.veedel.gateway.mqtt.codec.ReasonCode;
import city.veedel.model.Outcome;
import city.veedel.model.RefusalReason;

/**
 * The answer to each outcome in both versions. A PUBACK or PUBREC of 0x80 or more means "never send
 * this again" [MQTT-4.4.0-2], so only what is kept or can never succeed gets one. 3.1.1 has no
 * error acknowledgement: what is kept is acknowledged, what is not ends the connection.
 */
final class Answers {
  private final Client client;
  private final MqttMetrics metrics;

  Answers(Client client, MqttMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  /** False if the connection was ended instead. */
  boolean answer(Pending pending, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> accept(pending);
      case Outcome.Refused refused -> refuse(pending, refused);
      case Outcome.Busy _ -> throw new IllegalArgumentException("busy is not answered");
    };
  }

  private boolean accept(Pending pending) {
    if (pending.qos() > 0) {
      client.encoder().acknowledge(client.wire().out(), answerTo(pending), pending.packetId());
    }
    return true;
  }

  private boolean refuse(Pending pending, Outcome.Refused refused) {
    if (refused.kept()) {
      metrics.refused(refused.reason()); // others were counted where they were refused
    }
    if (!client.speaksV5()) {
      return refused.kept() ? accept(pending) : end(refused);
    }
    if (!isForAcknowledgement(refused.reason())) {
      return end(refused);
    }
    if (pending.qos() > 0) {
      String where = refused.pointer().isEmpty() ? "" : " at " + refused.pointer();
      client
          .encoder()
          .acknowledge(
              client.wire().out(),
              answerTo(pending),
              pending.packetId(),
              refused.reason().mqttReasonCode(),
              refused.detail() + where);
    }
    return true;
  }

  private boolean end(Outcome.Refused refused) {
    ReasonCode reason =
        switch (refused.reason()) {
          case TOO_LARGE -> ReasonCode.PACKET_TOO_LARGE;
          case RATE_EXCEEDED -> ReasonCode.MESSAGE_RATE_TOO_HIGH;
          case QUOTA_EXCEEDED -> ReasonCode.QUOTA_EXCEEDED;
          case NOT_AUTHENTICATED -> ReasonCode.ADMINISTRATIVE_ACTION;
          case NOT_AUTHORIZED -> ReasonCode.NOT_AUTHORIZED;
          case ADDRESS_UNKNOWN -> ReasonCode.TOPIC_NAME_INVALID;
          case PAYLOAD_MALFORMED,
              VALUE_INVALID,
              VALUE_IMPLAUSIBLE,
              UNIT_MISMATCH,
              RESULT_TYPE_MISMATCH,
              TIME_OUT_OF_RANGE,
              THING_UNKNOWN,
              FORMAT_UNSUPPORTED ->
              ReasonCode.PAYLOAD_FORMAT_INVALID;
          case STORE_REFUSED -> ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
        };
    client.ending().end(reason, refused.detail());
    return false;
  }

  /** The reason codes that PUBACK and PUBREC may have: tables 3-4 and 3-5. */
  private static boolean isForAcknowledgement(RefusalReason reason) {
    return switch (reason.mqttReasonCode()) {
      case 0x80, 0x83, 0x87, 0x90, 0x97, 0x99 -> true;
      default -> false;
    };
  }

  /** PUBREL for a message that is not open; the sender may free its identifier all the same. */
  void unknownRelease(int packetId) {
    if (client.speaksV5()) {
      client
          .encoder()
          .acknowledge(
              client.wire().out(),
              PacketType.PUBCOMP,
              packetId,
              ReasonCode.PACKET_IDENTIFIER_NOT_FOUND.value(),
              "");
    } else {
      client.encoder().acknowledge(client.wire().out(), PacketType.PUBCOMP, packetId);
    }
  }

  private static PacketType answerTo(Pending pending) {
    if (pending.packet() == PacketType.PUBREL) {
      return PacketType.PUBCOMP;
    }
    return pending.qos() == 1 ? PacketType.PUBACK : PacketType.PUBREC;
  }
}
