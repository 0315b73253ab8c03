package city.veedel.simulator.ledger;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * A ledger that was read.
 *
 * @param devices by their index
 */
public record Account(NumberedReadings readings, Map<Integer, OfDevice> devices) {
  /** The numbers of one device's messages. */
  public record OfDevice(BitSet sent, BitSet acknowledged, BitSet refused) {
    private OfDevice() {
      this(new BitSet(), new BitSet(), new BitSet());
    }
  }

  /**
   * A record that is not whole at the end of the file is left out: its message was not on the wire.
   *
   * @throws IOException if the file is not a ledger
   */
  public static Account read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      Account account = new Account(head(in, file), new TreeMap<>());
      byte[] bytes = new byte[Long.BYTES];
      boolean isPowerGone = false;
      while (in.readNBytes(bytes, 0, bytes.length) == bytes.length) {
        long entry = ByteBuffer.wrap(bytes).getLong();
        switch ((int) (entry >>> Ledger.KIND_SHIFT)) {
          case Ledger.POWER_GONE -> isPowerGone = true;
          case Ledger.POWER_BACK -> isPowerGone = false;
          default -> account.add(entry, !isPowerGone);
        }
      }
      return account;
    }
  }

  private static NumberedReadings head(DataInputStream in, Path file) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    String[] words = line.toString().strip().split(" ");
    if (words.length != 5 || !words[0].equals("veedel-ledger") || !words[1].equals("1")) {
      throw new IOException(file + " is not a ledger of version 1");
    }
    return new NumberedReadings(
        Long.parseLong(after("seed=", words[2])),
        Instant.parse(after("start=", words[3])),
        Integer.parseInt(after("streams=", words[4])));
  }

  private static String after(String name, String word) throws IOException {
    if (!word.startsWith(name)) {
      throw new IOException("expected " + name + " in the head of a ledger, found " + word);
    }
    return word.substring(name.length());
  }

  /**
   * @param answersCount whether there is a machine that can answer
   */
  private void add(long entry, boolean answersCount) {
    int device = (int) (entry >>> Ledger.DEVICE_SHIFT) & 0xFFF;
    int message = Math.toIntExact(entry & (1L << Ledger.DEVICE_SHIFT) - 1);
    OfDevice numbers = devices.computeIfAbsent(device, index -> new OfDevice());
    switch ((int) (entry >>> Ledger.KIND_SHIFT)) {
      case Ledger.SENT -> numbers.sent().set(message);
      case Ledger.ACKNOWLEDGED -> {
        if (answersCount) {
          numbers.acknowledged().set(message);
        }
      }
      case Ledger.REFUSED -> numbers.refused().set(message);
      default -> throw new IllegalArgumentException("no kind of a ledger's record: " + entry);
    }
  }

  /** Readings that were acknowledged, each counted once. */
  public long acknowledgedReadings() {
    return readings.streams()
        * devices.values().stream().mapToLong(each -> each.acknowledged().cardinality()).sum();
  }

  /** Readings that were sent, each counted once. */
  public long sentReadings() {
    return readings.streams()
        * devices.values().stream().mapToLong(each -> each.sent().cardinality()).sum();
  }
}
