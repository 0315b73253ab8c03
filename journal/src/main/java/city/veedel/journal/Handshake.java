package city.veedel.journal;

/**
 * An exactly-once delivery that has begun: the sender may repeat it under this number until it is
 * told that the number is free again (MQTT QoS 2, between PUBREC and PUBCOMP).
 */
public record Handshake(String client, int number) {}
