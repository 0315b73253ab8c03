package city.veedel.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.BitSet;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final NumberedReadings READINGS =
      new NumberedReadings(-5, Instant.parse("2026-11-23T12:00:00.123Z"), 4);
  private static final LedgerDevice DEVICE =
      new LedgerDevice(200, "d", "secret", LedgerDevice.Protocol.HTTP, false, true);

  @TempDir Path directory;

  @Test
  void whatWasWrittenIsReadEvenIfTheLastRecordIsTorn() throws Exception {
    Path file = directory.resolve("ledger");
    try (Ledger ledger = Ledger.create(file, READINGS)) {
      ledger.sent(DEVICE, 0);
      ledger.sent(DEVICE, 5_000_000);
      ledger.acknowledged(DEVICE, 5_000_000);
      ledger.refused(DEVICE, 0);
      assertThat(ledger.acknowledgedMessages()).isEqualTo(1);
    }
    Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);

    Account account = Account.read(file);

    assertThat(account.readings()).isEqualTo(READINGS);
    Account.OfDevice numbers = Objects.requireNonNull(account.devices().get(200));
    assertThat(numbers.sent()).isEqualTo(bits(0, 5_000_000));
    assertThat(numbers.acknowledged()).isEqualTo(bits(5_000_000));
    assertThat(numbers.refused()).isEqualTo(bits(0));
    assertThat(account.sentReadings()).isEqualTo(8);
    assertThat(account.acknowledgedReadings()).isEqualTo(4);
  }

  @Test
  void whatIsAnsweredWithoutPowerDoesNotCount() throws Exception {
    Path file = directory.resolve("ledger");
    try (Ledger ledger = Ledger.create(file, READINGS)) {
      ledger.sent(DEVICE, 1);
      ledger.sent(DEVICE, 2);
      ledger.powerGone();
      ledger.acknowledged(DEVICE, 1);
      ledger.acknowledged(DEVICE, 2);
      ledger.powerBack();
      ledger.sent(DEVICE, 2);
      ledger.acknowledged(DEVICE, 2);
    }

    Account.OfDevice numbers = Objects.requireNonNull(Account.read(file).devices().get(200));

    assertThat(numbers.sent()).isEqualTo(bits(1, 2));
    assertThat(numbers.acknowledged()).isEqualTo(bits(2));
  }

  @Test
  void aFileThatIsNoLedgerIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("other"), "something else\n");

    assertThatThrownBy(() -> Account.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a ledger");
  }

  private static BitSet bits(int... numbers) {
    BitSet bits = new BitSet();
    for (int number : numbers) {
      bits.set(number);
    }
    return bits;
  }
}
