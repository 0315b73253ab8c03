package city.veedel.simulator.hostile;

/**
 * What came of one attack.
 *
 * @param attempts begun
 * @param entered got as far as to misbehave: were welcome, or at least heard
 * @param ended by the server: refused, or the connection closed. Of datagrams: sent
 * @param borne connections, longer than anybody should; those still borne are among them
 * @param accepted what had to be refused
 * @param unreachable no connection came about at all
 * @param datagrams sent
 * @param unprovenBytesOut of datagrams from addresses that were not proven
 * @param unprovenBytesIn that came back to them; more would be an amplifier
 */
public record Attempts(
    long attempts,
    long entered,
    long ended,
    long borne,
    long accepted,
    long unreachable,
    long datagrams,
    long unprovenBytesOut,
    long unprovenBytesIn) {}
