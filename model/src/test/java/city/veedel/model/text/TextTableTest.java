package city.veedel.model.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.veedel.model.ThingId;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private final AtomicInteger made = new AtomicInteger();
  private final TextTable<String> table =
      new TextTable<>(
          4,
          text -> {
            made.incrementAndGet();
            return "<" + text + ">";
          });

  @Test
  void aTextThatComesAgainIsNotMadeAgain() {
    byte[] payload = "x no2 no2".getBytes(UTF_8);

    String first = table.find(payload, 2, 3);

    assertThat(first).isEqualTo("<no2>");
    assertThat(table.find(payload, 6, 3)).isSameAs(first);
    assertThat(made).hasValue(1);
  }

  @Test
  void moreTextsThanPlacesAreAllRight() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        byte[] text = ("thing-" + i).getBytes(UTF_8);
        assertThat(table.find(text, 0, text.length)).isEqualTo("<thing-" + i + ">");
      }
    }
  }

  @Test
  void textsOfOneHashAreToldApart() {
    byte[] texts = "AaBB".getBytes(UTF_8);

    assertThat(table.find(texts, 0, 2)).isEqualTo("<Aa>");
    assertThat(table.find(texts, 2, 2)).isEqualTo("<BB>");
    assertThat(table.find(texts, 0, 2)).isEqualTo("<Aa>");
  }

  @Test
  void aLongTextIsMadeEachTime() {
    byte[] text = "x".repeat(TextTable.MAX_LENGTH + 1).getBytes(UTF_8);

    table.find(text, 0, text.length);
    table.find(text, 0, text.length);

    assertThat(made).hasValue(2);
  }

  @Test
  void whatIsNotAsciiHasNoValue() {
    byte[] text = "gürzenich".getBytes(UTF_8);

    assertThat(table.find(text, 0, text.length)).isNull();
    assertThat(made).hasValue(0);
  }

  @Test
  void aTextThatIsNoValueIsRefusedEachTime() {
    TextTable<ThingId> things = new TextTable<>(4, ThingId::new);
    byte[] text = "Not A Slug".getBytes(UTF_8);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> things.find(text, 0, text.length))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void thePlacesAreAPowerOfTwo() {
    assertThatThrownBy(() -> new TextTable<>(3, text -> text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3");
  }
}
