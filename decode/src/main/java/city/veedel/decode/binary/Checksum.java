package city.veedel.decode.binary;

import java.util.Optional;

/** Checksums that devices use; CRCs by the parameters of the Rocksoft model. */
enum Checksum {
  /** Sum of the bytes, modulo 256. */
  SUM8("sum8", 1),
  XOR8("xor8", 1),
  /** Polynomial 0x07, initially 0. */
  CRC8("crc8", 1),
  /** Polynomial 0x1021, initially 0xFFFF ("CCITT-FALSE"). */
  CRC16_CCITT("crc16-ccitt", 2),
  /** Polynomial 0x8005 reflected, initially 0xFFFF. */
  CRC16_MODBUS("crc16-modbus", 2);

  private final String code;
  private final int bytes;

  Checksum(String code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  String code() {
    return code;
  }

  int bytes() {
    return bytes;
  }

  static Optional<Checksum> findByCode(String code) {
    for (Checksum checksum : values()) {
      if (checksum.code.equals(code)) {
        return Optional.of(checksum);
      }
    }
    return Optional.empty();
  }

  /** Over {@code data[from, to)}. */
  int over(byte[] data, int from, int to) {
    int sum = this == CRC16_CCITT || this == CRC16_MODBUS ? 0xFFFF : 0;
    for (int i = from; i < to; i++) {
      sum = next(sum, data[i] & 0xFF);
    }
    return sum;
  }

  private int next(int sum, int octet) {
    return switch (this) {
      case SUM8 -> sum + octet & 0xFF;
      case XOR8 -> sum ^ octet;
      case CRC8 -> shiftLeft(sum ^ octet, 0x80, 0x07) & 0xFF;
      case CRC16_CCITT -> shiftLeft(sum ^ octet << 8, 0x8000, 0x1021) & 0xFFFF;
      case CRC16_MODBUS -> shiftRight(sum ^ octet);
    };
  }

  private static int shiftLeft(int register, int top, int polynomial) {
    int shifted = register;
    for (int bit = 0; bit < 8; bit++) {
      shifted = (shifted & top) != 0 ? shifted << 1 ^ polynomial : shifted << 1;
    }
    return shifted;
  }

  private static int shiftRight(int register) {
    int shifted = register;
    for (int bit = 0; bit < 8; bit++) {
      shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ 0xA001 : shifted >>> 1;
    }
    return shifted;
  }
}
