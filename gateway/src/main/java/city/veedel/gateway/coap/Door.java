package city.veedel.gateway.coap;

import java.util.concurrent.atomic.LongAdder;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.interceptors.MessageInterceptorAdapter;
import org.eclipse.californium.core.network.serialization.DataSerializer;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.elements.Connector;

/**
 * Stands before deduplication, exchanges and block-wise bodies, and answers what is no uplink by
 * itself, without keeping anything: a stranger cannot make the server remember him. The answer
 * depends on the request alone, so a repeated request gets the same answer again.
 */
final class Door extends MessageInterceptorAdapter {
  private final Doorkeeper doorkeeper;
  private final Connector connector;
  private final boolean secure;
  private final LongAdder turnedAway;
  private final DataSerializer serializer = new UdpDataSerializer();

  Door(Doorkeeper doorkeeper, Connector connector, boolean secure, LongAdder turnedAway) {
    this.doorkeeper = doorkeeper;
    this.connector = connector;
    this.secure = secure;
    this.turnedAway = turnedAway;
  }

  @Override
  public void receiveRequest(Request request) {
    switch (doorkeeper.judge(request, request.getSourceContext())) {
      case Doorkeeper.Verdict.Admitted admitted -> {
        // Goes on into the stack.
      }
      case Doorkeeper.Verdict.TurnedAway verdict -> {
        request.setCanceled(true);
        turnedAway.increment();
        // RFC 7252, section 4.3: a NON that cannot be processed may be ignored silently.
        if (request.getType() == CoAP.Type.CON) {
          answer(request, Answer.to(verdict));
        }
      }
    }
  }

  private void answer(Request request, Answer answer) {
    answer.setType(CoAP.Type.ACK);
    answer.setMID(request.getMID());
    answer.setToken(request.getToken());
    answer.setDestinationContext(request.getSourceContext());
    if (!secure) {
      answer.noLargerThan(request);
    }
    connector.send(serializer.serializeResponse(answer));
  }

  /** Californium explains itself in payloads; without DTLS that would be amplification. */
  @Override
  public void sendResponse(Response response) {
    if (!secure && !(response instanceof Answer)) {
      response.setPayload(new byte[0]);
    }
  }
}
