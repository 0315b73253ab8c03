package city.veedel.decode.binary;

import static city.veedel.decode.binary.Tables.document;
import static city.veedel.decode.binary.Tables.fault;
import static city.veedel.decode.binary.Tables.json;
import static city.veedel.decode.binary.Tables.uplink;
import static org.assertj.core.api.Assertions.assertThat;

import city.veedel.decode.Fault;
import city.veedel.model.RefusalReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cayenne LPP by its description, in the words of The Things Stack. */
class CayenneLppTest {
  private final CayenneLpp lpp = new CayenneLpp();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "01 00 01 | {'digital_in_1': 1}",
        "02 01 FF | {'digital_out_2': 255}",
        "03 02 FF9C | {'analog_in_3': -1.0}",
        "04 03 0123 | {'analog_out_4': 2.91}",
        "05 65 FFFF | {'luminosity_5': 65535}",
        "06 66 01 | {'presence_6': 1}",
        "03 67 0110 05 67 00FF | {'temperature_3': 27.2, 'temperature_5': 25.5}",
        "01 67 FFD7 | {'temperature_1': -4.1}",
        "07 68 A5 | {'relative_humidity_7': 82.5}",
        "06 71 04D2FB2E0000 | {'accelerometer_6': {'x': 1.234, 'y': -1.234, 'z': 0.0}}",
        "08 73 27AC | {'barometric_pressure_8': 1015.6}",
        "09 74 014A | {'voltage_9': 3.3}",
        "0A 75 01F4 | {'current_10': 0.5}",
        "0B 76 FFFFFFFF | {'frequency_11': 4294967295}",
        "0C 78 64 | {'percentage_12': 100}",
        "0D 79 FFFF | {'altitude_13': -1}",
        "0E 7D 01A4 | {'concentration_14': 420}",
        "0F 80 03E8 | {'power_15': 1000}",
        "10 82 000004D2 | {'distance_16': 1.234}",
        "11 83 000005DC | {'energy_17': 1.5}",
        "12 84 010E | {'direction_18': 270}",
        "13 85 69230100 | {'time_19': 1763901696}",
        "14 86 0064FF9C0001 | {'gyrometer_20': {'x': 1.0, 'y': -1.0, 'z': 0.01}}",
        "15 87 FF8000 | {'colour_21': {'r': 255, 'g': 128, 'b': 0}}",
        "01 88 06765F F2960A 0003E8 | {'gps_1': {'latitude': 42.3519, 'longitude': -87.9094, 'altitude': 10.0}}",
        "16 8E 01 | {'switch_22': 1}",
        "17 64 00000007 | {'generic_23': 7}",
        "01 67 0001 01 67 0002 | {'temperature_1': 0.2}",
      })
  void readsEveryType(String hex, String document) {
    assertThat(document(lpp.decode(uplink(1, hex))).toString())
        .isEqualTo(json(document).toString());
  }

  @Test
  void anUnknownTypeIsToldAtItsByte() {
    assertThat(fault(lpp.decode(uplink(1, "01670110 02FA01"))))
        .isEqualTo(
            Fault.atByte(
                RefusalReason.PAYLOAD_MALFORMED,
                "type 250 of channel 2 is none of Cayenne LPP, so its length is unknown; is the"
                    + " payload Cayenne LPP?",
                5));
  }

  @ParameterizedTest
  @CsvSource({
    "01, the type of channel 1 needs 1 byte from byte 1",
    "0167, temperature_1 needs 2 bytes from byte 2",
    "016701, temperature_1 needs 2 bytes from byte 2",
    "01880612, gps_1/latitude needs 3 bytes from byte 2",
  })
  void aTruncatedPayloadTellsWhatIsMissing(String hex, String detail) {
    Fault fault = fault(lpp.decode(uplink(1, hex)));

    assertThat(fault.detail()).startsWith(detail);
    assertThat(fault.reason()).isEqualTo(RefusalReason.PAYLOAD_MALFORMED);
  }

  @Test
  void anEmptyAndAnEndlessPayloadAreRefused() {
    assertThat(fault(lpp.decode(uplink(1, ""))).reason())
        .isEqualTo(RefusalReason.PAYLOAD_MALFORMED);
    assertThat(fault(lpp.decode(uplink(1, new byte[FieldTable.MAX_PAYLOAD + 1]))).reason())
        .isEqualTo(RefusalReason.TOO_LARGE);
  }
}
