package city.veedel.gateway.coap;

import org.eclipse.californium.elements.Definition;
import org.eclipse.californium.elements.Definitions;
import org.eclipse.californium.elements.DefinitionsEndpointContextMatcher;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.util.Bytes;

/**
 * A DTLS peer is its handshake, not its address. A repeated message is then still recognised after
 * the address has changed under a connection id; and a device that starts anew, and counts its
 * message ids from the beginning, is not mistaken for its former self, which would acknowledge a
 * new message without taking it.
 */
final class SessionMatcher extends DefinitionsEndpointContextMatcher {
  private static final Definitions<Definition<?>> SAME_SESSION =
      new Definitions<Definition<?>>("DTLS session")
          .add(DtlsEndpointContext.KEY_SESSION_ID)
          .add(DtlsEndpointContext.KEY_CIPHER)
          .add(DtlsEndpointContext.KEY_EPOCH);

  SessionMatcher() {
    super(SAME_SESSION, false);
  }

  @Override
  public Object getEndpointIdentity(EndpointContext context) {
    Bytes session = context.get(DtlsEndpointContext.KEY_SESSION_ID);
    Long handshake = context.get(DtlsEndpointContext.KEY_HANDSHAKE_TIMESTAMP);
    return session == null || session.isEmpty() || handshake == null
        ? super.getEndpointIdentity(context)
        : new Peer(session, handshake);
  }

  private record Peer(Bytes session, long handshake) {}
}
