package city.veedel.decode.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import city.veedel.decode.ContentFormat;
import city.veedel.decode.Decoded;
import city.veedel.decode.Fault;
import city.veedel.decode.Reading;
import city.veedel.decode.SharedData;
import city.veedel.decode.codec.Codec;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.mapping.MappedDecoder;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.Payload;
import city.veedel.model.PropertyName;
import city.veedel.model.RefusalReason;
import city.veedel.model.Result;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages in the network servers' own documentation, and what is wrong with others. */
class NetworkServerMessagesTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-11-22T12:00:00Z");
  private static final FieldMapping SIZE = new FieldMapping("/size", new PropertyName("size"), "");

  @Test
  void opensEveryPublishedMessage() throws IOException {
    Path folder = SharedData.folder("payloads-lorawan-network");
    TreeMap<String, String> outcomes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        Envelope envelope =
            file.toString().contains("chirpstack")
                ? Envelope.CHIRPSTACK_V4
                : Envelope.THE_THINGS_STACK_V3;
        String name = file.getFileName().toString().replaceFirst("(-example)?\\.json$", "");
        outcomes.put(envelope.code() + " " + name, shown(open(envelope, Files.readString(file))));
      }
    }

    String tts = "the-things-stack-v3 ";
    String chirpstack = "chirpstack-v4 ";
    assertThat(outcomes)
        .hasSize(18)
        .containsEntry(
            tts + "uplink-message",
            "eui-0004a30b001c0530 port 0 8241de 2020-02-12T15:15:45.789585559Z formatted")
        .containsEntry(
            tts + "mqtt-page-1",
            "eui-4200000000000000 port 15 " + hex("Temperature = 0.0") + " null")
        .containsEntry(
            chirpstack + "up", "eui-0101010101010101 port 1 aa 2022-07-18T09:34:15.775023242Z")
        .containsEntry(tts + "join-message", tts("join_accept"))
        .containsEntry(tts + "mqtt-page-0", tts("join_accept"))
        .containsEntry(tts + "downlink-event-message", tts("downlink_ack"))
        .containsEntry(tts + "mqtt-page-4", tts("downlink_ack"))
        .containsEntry(tts + "downlink-failed-event-message", tts("downlink_failed"))
        .containsEntry(tts + "downlink-message", tts("downlinks"))
        .containsEntry(tts + "mqtt-page-2", tts("downlinks"))
        .containsEntry(tts + "mqtt-page-3", tts("downlinks"));
    for (String event :
        List.of("ack", "integration", "join", "location", "log", "status", "txack")) {
      assertThat(outcomes)
          .containsEntry(
              chirpstack + event, "an event " + event + " of ChirpStack holds no measurement");
    }
    System.out.println(
        "Network servers' messages: "
            + outcomes.size()
            + " opened, "
            + outcomes.values().stream().filter(outcome -> outcome.startsWith("eui-")).count()
            + " of them uplinks");
  }

  @Test
  void readsAnUplinkInTheNameOfItsDeviceAtTheTimeOfTheNetworkServer() {
    Decoded decoded =
        MappedDecoder.of(Envelope.CHIRPSTACK_V4, sizes(), List.of(SIZE))
            .decode(
                payload(chirpstack("\"data\":\"AQID\",\"fPort\":2")),
                ContentFormat.JSON,
                RECEIVED_AT);

    assertThat(decoded)
        .isEqualTo(
            new Decoded.Readings(
                List.of(
                    new Reading(
                        "eui-0101010101010101",
                        new PropertyName("size"),
                        Instant.parse("2022-07-18T09:34:15Z"),
                        -1,
                        new Result.Quantity(3),
                        "",
                        null,
                        "/size"))));
  }

  @Test
  void mapsWhatTheNetworkServersOwnFormatterMade() {
    MappedDecoder decoder =
        MappedDecoder.ofFormatted(
            Envelope.CHIRPSTACK_V4,
            List.of(new FieldMapping("/t", new PropertyName("temperature"), "Cel")));

    assertThat(
            decoder.decode(
                payload(chirpstack("\"data\":\"AQID\",\"object\":{\"t\":21.5}")),
                ContentFormat.JSON,
                RECEIVED_AT))
        .isInstanceOfSatisfying(
            Decoded.Readings.class,
            readings ->
                assertThat(readings.readings())
                    .extracting(Reading::pointer, Reading::result)
                    .containsExactly(tuple("/object/t", new Result.Quantity(21.5))));
    assertThat(faults(decoder, chirpstack("\"data\":\"AQID\"")))
        .singleElement()
        .satisfies(fault ->
            assertThat(fault.detail()).contains("the network server sent no decoded payload"));
    assertThat(faults(decoder, chirpstack("\"data\":\"AQID\",\"object\":{\"t\":\"n/a\"}")))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.pointer()).isEqualTo("/object/t");
          assertThat(fault.line()).isEqualTo(1);
        });
  }

  @Test
  void pointsAtTheByteOfThePayloadInTheEnvelope() {
    Codec broken =
        _ ->
            new CodecResult.Undecodable(
                List.of(Fault.atByte(RefusalReason.PAYLOAD_MALFORMED, "ends too early", 3)));
    MappedDecoder decoder = MappedDecoder.of(Envelope.THE_THINGS_STACK_V3, broken, List.of(SIZE));

    assertThat(faults(decoder, tts("\"frm_payload\":\"AQID\"", "\"dev_eui\":\"0101010101010101\"")))
        .extracting(Fault::place)
        .containsExactly("/uplink_message/frm_payload (byte 3)");
  }

  @Test
  void findsNothingToStoreInEventsAndInUplinksWithoutPayload() {
    MappedDecoder decoder = MappedDecoder.of(Envelope.CHIRPSTACK_V4, sizes(), List.of(SIZE));

    assertThat(
            decoder.decode(
                payload(chirpstack("\"devAddr\":\"1\"")), ContentFormat.JSON, RECEIVED_AT))
        .isEqualTo(new Decoded.Nothing("an event join of ChirpStack holds no measurement"));
    assertThat(decoder.decode(payload(chirpstack("\"fPort\":3")), ContentFormat.JSON, RECEIVED_AT))
        .isEqualTo(new Decoded.Nothing("an uplink without payload holds no measurement"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"frm_payload\":\"AQIDAQIDAQIDAQID!QID\" | \"dev_eui\":\"0101010101010101\" |"
            + " /uplink_message/frm_payload | not Base64 at character 17: \"!QID\"",
        "\"frm_payload\":\"AQIDA\" | \"dev_eui\":\"0101010101010101\" |"
            + " /uplink_message/frm_payload | in the middle of a byte after 5 characters",
        "\"frm_payload\":7 | \"dev_eui\":\"0101010101010101\" |"
            + " /uplink_message/frm_payload | expected Base64",
        "\"f_port\":256 | \"dev_eui\":\"0101010101010101\" | /uplink_message/f_port |"
            + " 256 is no FPort",
        "\"f_port\":1 | \"dev_eui\":\"01\" | /end_device_ids/dev_eui | \"01\" is no DevEUI",
        "\"f_port\":1 | \"device_id\":\"a\" | /end_device_ids | \"dev_eui\" is missing",
        "\"received_at\":\"now\" | \"dev_eui\":\"0101010101010101\" |"
            + " /uplink_message/received_at | \"now\" is no time",
      })
  void saysWhereAnEnvelopeIsWrong(String uplink, String ids, String pointer, String words) {
    assertThat(open(Envelope.THE_THINGS_STACK_V3, tts(uplink, ids)))
        .isInstanceOfSatisfying(
            Opened.Undecodable.class,
            undecodable ->
                assertThat(undecodable.faults())
                    .singleElement()
                    .satisfies(fault -> {
                      assertThat(fault.pointer()).isEqualTo(pointer);
                      assertThat(fault.detail()).contains(words);
                      assertThat(fault.line()).isEqualTo(1);
                    }));
  }

  @Test
  void namesTheOtherNetworkServerWhereItIsTheOther() {
    assertThat(shown(open(Envelope.THE_THINGS_STACK_V3, chirpstack("\"data\":\"AQID\""))))
        .contains("set the envelope of the device type to chirpstack-v4");
    assertThat(
            shown(
                open(
                    Envelope.CHIRPSTACK_V4,
                    tts("\"f_port\":1", "\"dev_eui\":\"0101010101010101\""))))
        .contains("set the envelope of the device type to the-things-stack-v3");
    assertThat(shown(open(Envelope.CHIRPSTACK_V4, "[1,")))
        .contains("not valid JSON: Unexpected end-of-input");
    assertThat(shown(open(Envelope.CHIRPSTACK_V4, "7"))).contains("\"deviceInfo\" is missing");
  }

  private static Codec sizes() {
    return uplink ->
        new CodecResult.Document(
            JsonNodeFactory.instance.objectNode().put("size", uplink.payload().length()));
  }

  private static String chirpstack(String fields) {
    return "{\"time\":\"2022-07-18T09:34:15+00:00\",\"deviceInfo\":{\"devEui\":\"0101010101010101\"},"
        + fields
        + "}";
  }

  private static String tts(String uplink, String ids) {
    return "{\"end_device_ids\":{" + ids + "},\"uplink_message\":{" + uplink + "}}";
  }

  private static String tts(String event) {
    return "a message " + event + " of The Things Stack holds no measurement";
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Payload payload(String text) {
    return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Opened open(Envelope envelope, String text) {
    return Envelopes.open(envelope, payload(text), ContentFormat.JSON, RECEIVED_AT);
  }

  private static List<Fault> faults(MappedDecoder decoder, String text) {
    if (decoder.decode(payload(text), ContentFormat.JSON, RECEIVED_AT)
        instanceof Decoded.Undecodable(List<Fault> faults)) {
      return faults;
    }
    throw new AssertionError(decoder.decode(payload(text), ContentFormat.JSON, RECEIVED_AT));
  }

  private static String shown(Opened opened) {
    return switch (opened) {
      case Opened.Measurement m ->
          m.thing()
              + " port "
              + m.uplink().port()
              + " "
              + HexFormat.of().formatHex(m.uplink().payload().bytes())
              + " "
              + m.time()
              + (m.document().isPresent() ? " formatted" : "");
      case Opened.Event(String what) -> what;
      case Opened.Undecodable(List<Fault> faults) -> faults.getFirst().detail();
    };
  }
}
