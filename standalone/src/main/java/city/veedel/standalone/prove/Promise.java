package city.veedel.standalone.prove;

/**
 * What Veedel promises, by the numbers of its reliability design, and what each promise rests on.
 * {@link PromisesPage} sets the figures of the last runs beside it.
 */
enum Promise {
  P1(
      "An acknowledged reading (PUBACK, PUBCOMP, CoAP 2.xx to CON, HTTP 2xx) survives `kill -9` of"
          + " any process",
      "`prove` kill, pause, database; simulation; `AcknowledgedMeansStoredTest`"),
  P2("… and a power cut", "`prove` power-ext4, power-xfs; simulation"),
  P3(
      "What is sent again is stored once, over reconnects, restarts and protocols",
      "`prove`: a share of what was acknowledged is sent again in every campaign; simulation"),
  P4(
      "MQTT QoS 2 is exactly once across a crash of the gateway",
      "`prove` kill; simulation; `ExactlyOnceTest`"),
  P5(
      "Late and unordered readings land where they belong; the latest value never goes back",
      "`prove`: shuffled times, one message in a hundred twenty days late; simulation"),
  P6("The database away: readings are taken and stored later", "`prove` database, pause"),
  P7("Disk full: nothing acknowledged is lost, and service returns by itself", "`prove` full"),
  P8(
      "After a failed sync nothing is acknowledged and nothing tried again; the process ends",
      "`prove` eio; `SqliteProcessTest`; simulation"),
  P9(
      "A damaged journal is found and set aside, never served",
      "`prove` flip; `SqliteDamageTest`; simulation; fuzzing"),
  P10("After a crash devices are acknowledged again", "`prove` kill"),
  P13(
      "Memory is bounded whatever clients do",
      "`prove` hostile, with a heap of 512 MB; `HostileClientTest`, `BackPressureTest`,"
          + " `CoapLimitsTest`; `prove` soak"),
  P14(
      "One bad device cannot hurt the others",
      "`prove` hostile: attackers of sixteen kinds beside good devices and 10,000 idle connections"),
  P17(
      "After a storm of reconnects, without any pause between two tries, all devices are back",
      "`prove` hostile: all idle connections dropped at once"),
  P18(
      "What cannot be stored is kept with its reason and its bytes, as durably as readings",
      "simulation; `StoringTest`, `OperationsTest`"),
  P19(
      "A device's clock is never corrected in silence; ours may jump",
      "`prove` clock; simulation; `JournalingIntakeTest`"),
  P20("A viewer who does not read delays nobody", "`LiveStreamTest`"),
  P21("A restart in order loses nothing acknowledged", "`prove` kill (restarts among the kills)"),
  P22(
      "A revoked secret cuts the live connection; rotation leaves no gap",
      "`SecretRotationTest`, `SessionTest`, `DtlsTest`, `SecretsStayInsideTest`"),
  P23("A vendor sees its own only", "`AccessMatrixTest`, `TenancyTest`"),
  P24("A backup restores", "`BackupDrillTest`, `BackupCommandTest`, `DatabaseCopyTest`"),
  P25(
      "No answer is longer than its question until the address is proven",
      "`AmplificationTest`; `prove` hostile"),
  P26(
      "What is not stored is counted, by device: receipts add up",
      "`prove`: receipts beside the ledger in every campaign; simulation");

  private final String sentence;
  private final String proof;

  Promise(String sentence, String proof) {
    this.sentence = sentence;
    this.proof = proof;
  }

  String sentence() {
    return sentence;
  }

  /** By which campaigns and tests. */
  String proof() {
    return proof;
  }
}
