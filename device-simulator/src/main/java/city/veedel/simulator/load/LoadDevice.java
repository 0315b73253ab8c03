package city.veedel.simulator.load;

/** One device of the load, registered beforehand. */
public record LoadDevice(String id, String secret) {
  /** Without the secret. */
  @Override
  public String toString() {
    return "LoadDevice[" + id + "]";
  }
}
