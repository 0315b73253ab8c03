package city.veedel.gateway.coap;

/**
 * A look at the CoAP front end, for health and metrics.
 *
 * @param pendingRequests requests that wait for the journal
 * @param turnedAway requests answered at the door, before any state was kept for them
 * @param droppedDatagrams datagrams dropped because the protocol threads were behind
 */
public record CoapStatus(int pendingRequests, long turnedAway, long droppedDatagrams) {}
