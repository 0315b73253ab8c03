package city.veedel.model;

/** Whose clock set an observation's phenomenon time. */
public enum TimeOrigin {
  /** The device said when. */
  DEVICE,
  /** The device said nothing; the time of receipt stands in, and is marked so. */
  RECEIPT
}
