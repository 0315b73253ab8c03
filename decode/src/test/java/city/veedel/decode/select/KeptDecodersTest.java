package city.veedel.decode.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.decode.Fault;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.SourcedCodec;
import city.veedel.decode.codec.Uplink;
import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.PropertyName;
import city.veedel.model.RefusalReason;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which decoders are kept, for how long, and that none is made twice. */
class KeptDecodersTest {
  private final AtomicInteger made = new AtomicInteger();
  private final List<String> broken = new ArrayList<>();
  private final TypeDecoders decoders =
      new TypeDecoders(
          Decoders.standard(),
          (_, source) -> new Script(source),
          new TypeDecodersConfig(2),
          (type, faults) ->
              broken.add(type.id() + ' ' + type.version() + ' ' + faults.getFirst().place()));

  private final class Script implements SourcedCodec {
    private final String source;

    Script(String source) {
      this.source = source;
      made.incrementAndGet();
    }

    @Override
    public Optional<Fault> check() {
      if (source.equals("gone")) {
        throw new IllegalArgumentException("the sandbox is closed");
      }
      return source.equals("wrong")
          ? Optional.of(new Fault(RefusalReason.FORMAT_UNSUPPORTED, "it says so", "", 3, 1))
          : Optional.empty();
    }

    @Override
    public CodecResult decode(Uplink uplink) {
      return new CodecResult.Document(JsonNodeFactory.instance.objectNode().put("t", 1));
    }
  }

  @Test
  void aDecoderIsMadeOnceAVersion() {
    DeviceType first = type("acme", 1, "one");

    assertThat(decoders.findReady(first)).isEmpty();
    TypeDecoder decoder = decoders.of(first);

    assertThat(decoders.findReady(first)).containsSame(decoder);
    assertThat(decoders.of(type("acme", 1, "one"))).isSameAs(decoder);
    assertThat(decoders.of(type("acme", 2, "two"))).isNotSameAs(decoder);
    assertThat(made).hasValue(2);
  }

  @Test
  void manyWhoAskAtTheSameTimeGetTheSame() throws Exception {
    DeviceType type = type("acme", 1, "one");
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<TypeDecoder>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(
            threads.submit(() -> {
              start.await();
              return decoders.of(type);
            }));
      }
      start.countDown();
      for (Future<TypeDecoder> answer : answers) {
        assertThat(answer.get()).isSameAs(answers.getFirst().get());
      }
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void messagesOfThePresentAndTheFormerVersionMayComeInAnyOrder() {
    TypeDecoder former = decoders.of(type("acme", 3, "three"));
    TypeDecoder present = decoders.of(type("acme", 4, "four"));

    assertThat(decoders.of(type("acme", 3, "three"))).isSameAs(former);
    assertThat(decoders.of(type("acme", 4, "four"))).isSameAs(present);
    assertThat(made).hasValue(2);
  }

  @Test
  void anOlderVersionPutsNoNewerOneOut() {
    TypeDecoder present = decoders.of(type("acme", 4, "four"));
    decoders.of(type("acme", 1, "one"));
    TypeDecoder former = decoders.of(type("acme", 3, "three"));
    decoders.of(type("acme", 2, "two"));

    assertThat(decoders.findReady(type("acme", 4, "four"))).containsSame(present);
    assertThat(decoders.findReady(type("acme", 3, "three"))).containsSame(former);
    assertThat(decoders.findReady(type("acme", 2, "two"))).isEmpty();
    assertThat(decoders.findReady(type("acme", 1, "one"))).isEmpty();
  }

  @Test
  void theTypeThatWasNotUsedTheLongestGoesFirst() {
    DeviceType oldest = type("oldest", 1, "a");
    DeviceType second = type("second", 1, "b");
    DeviceType third = type("third", 1, "c");
    decoders.of(oldest);
    decoders.of(second);
    decoders.of(oldest);
    decoders.of(third);

    assertThat(decoders.findReady(second)).isEmpty();
    assertThat(decoders.findReady(oldest)).isPresent();
    assertThat(decoders.findReady(third)).isPresent();
  }

  @Test
  void aTypeThatCannotDecodeIsToldOnce() {
    DeviceType wrong = type("acme", 2, "wrong");

    decoders.of(wrong);
    decoders.of(wrong);

    assertThat(broken).containsExactly("acme 2 /source (line 3, column 1)");
  }

  @Test
  void whatCouldNotBeMadeNowIsMadeByTheNextMessage() {
    DeviceType type = type("acme", 1, "gone");

    assertThatThrownBy(() -> decoders.of(type)).hasMessage("the sandbox is closed");
    assertThatThrownBy(() -> decoders.of(type)).hasMessage("the sandbox is closed");

    assertThat(made).hasValue(2);
    assertThat(broken).isEmpty();
  }

  private static DeviceType type(String id, int version, String source) {
    return new DeviceType(
        id,
        "ACME",
        "",
        "",
        version,
        new Decoding(
            "javascript",
            Envelope.NONE,
            source,
            List.of(new FieldMapping("/t", new PropertyName("temperature"), "Cel"))),
        AcceptedTime.LIVE,
        false,
        false,
        0,
        Map.of());
  }
}
