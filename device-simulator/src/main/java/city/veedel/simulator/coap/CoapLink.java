package city.veedel.simulator.coap;

import city.veedel.simulator.device.Answer;
import city.veedel.simulator.device.Delivery;
import city.veedel.simulator.device.DeviceLink;
import city.veedel.simulator.device.LinkConfig;
import city.veedel.simulator.device.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One CoAP device. Californium repeats a CON until it is acknowledged (RFC 7252, section 4.2); what
 * is answered with overload, or not at all, is sent again as a new message.
 */
final class CoapLink implements DeviceLink {
  private static final Logger log = LoggerFactory.getLogger(CoapLink.class);

  private final String name;
  private final String uri;
  private final Delivery delivery;
  private final LinkConfig config;
  private final Endpoint endpoint;
  private final Runnable whenClosed;
  private final ScheduledExecutorService scheduler;

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashSet<Pending> pendings = new LinkedHashSet<>();
  private boolean closed;
  private long resentObservations;

  /**
   * @param uri with host, port, path and, on plain CoAP, the key
   * @param whenClosed releases the endpoint, if it is this link's own
   */
  CoapLink(
      String name,
      String uri,
      Delivery delivery,
      LinkConfig config,
      Endpoint endpoint,
      Runnable whenClosed,
      ScheduledExecutorService scheduler) {
    this.name = name;
    this.uri = uri;
    this.delivery = delivery;
    this.config = config;
    this.endpoint = endpoint;
    this.whenClosed = whenClosed;
    this.scheduler = scheduler;
  }

  @Override
  public boolean offer(Message message, Consumer<Answer> whenAnswered) {
    Pending pending = new Pending(message, whenAnswered);
    lock.lock();
    try {
      if (closed || pendings.size() >= config.coapWindow()) {
        return false;
      }
      pendings.add(pending);
    } finally {
      lock.unlock();
    }
    send(pending);
    return true;
  }

  @Override
  public int unanswered() {
    lock.lock();
    try {
      return pendings.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long resentObservations() {
    lock.lock();
    try {
      return resentObservations;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    List<Pending> given;
    lock.lock();
    try {
      closed = true;
      given = new ArrayList<>(pendings);
      pendings.clear();
    } finally {
      lock.unlock();
    }
    for (Pending pending : given) {
      pending.whenAnswered.accept(
          delivery.isAssured() ? new Answer.Unanswered() : new Answer.Unassured());
    }
    whenClosed.run();
  }

  private void send(Pending pending) {
    Request request = Request.newPost();
    request.setConfirmable(delivery.isAssured());
    request.setURI(uri);
    request.getOptions().setContentFormat(pending.message.format().coapNumber());
    request.setPayload(pending.message.payload().bytes());
    request.addMessageObserver(
        delivery.isAssured() ? new AnswerObserver(pending) : new SentObserver(pending));
    endpoint.sendRequest(request);
  }

  private void answered(Pending pending, Answer answer) {
    boolean first;
    lock.lock();
    try {
      first = pendings.remove(pending);
    } finally {
      lock.unlock();
    }
    if (first) {
      pending.whenAnswered.accept(answer);
    }
  }

  /**
   * @param mayHaveArrived whether the product may have taken it although no success came back
   */
  private void again(Pending pending, Duration pause, boolean mayHaveArrived, String why) {
    lock.lock();
    try {
      if (closed || !pendings.contains(pending)) {
        return;
      }
      if (mayHaveArrived) {
        resentObservations += pending.message.observations();
      }
    } finally {
      lock.unlock();
    }
    log.atDebug()
        .addKeyValue("device", name)
        .addKeyValue("pause_ms", pause.toMillis())
        .log("Not answered with success ({}); sending again", why);
    try {
      var _ = scheduler.schedule(() -> send(pending), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // All links are being closed; this one answers what it holds when its turn comes.
    }
  }

  /** Waits for the answer to a CON. Runs on protocol threads: counts and schedules only. */
  private final class AnswerObserver extends MessageObserverAdapter {
    private final Pending pending;

    AnswerObserver(Pending pending) {
      this.pending = pending;
    }

    @Override
    public void onResponse(Response response) {
      CoAP.ResponseCode code = response.getCode();
      if (code.isSuccess()) {
        answered(pending, new Answer.Acknowledged(System.nanoTime() - pending.sentAtNanos));
      } else if (code == CoAP.ResponseCode.SERVICE_UNAVAILABLE
          || code == CoAP.ResponseCode.TOO_MANY_REQUESTS) {
        // RFC 7252, section 5.9.3.4, and RFC 8516: Max-Age says when to come back.
        long maxAge = response.getOptions().getMaxAge();
        again(pending, Duration.ofSeconds(Math.max(1, maxAge)), false, code.toString());
      } else if (code.isServerError()) {
        again(pending, config.reconnectTo(), true, code.toString());
      } else {
        answered(pending, new Answer.Refused("coap " + code));
      }
    }

    @Override
    public void onTimeout() {
      again(pending, config.reconnectFrom(), true, "timeout");
    }

    @Override
    public void onReject() {
      again(pending, config.reconnectTo(), true, "reset");
    }

    @Override
    public void onSendError(Throwable error) {
      again(pending, config.reconnectTo(), true, String.valueOf(error.getMessage()));
    }
  }

  /** A NON is done as soon as it has left. */
  private final class SentObserver extends MessageObserverAdapter {
    private final Pending pending;

    SentObserver(Pending pending) {
      this.pending = pending;
    }

    @Override
    public void onSent(boolean retransmission) {
      answered(pending, new Answer.Unassured());
    }

    @Override
    public void onSendError(Throwable error) {
      answered(pending, new Answer.Unassured());
    }
  }

  /** Compared by identity: the same payload may be sent twice on purpose. */
  private static final class Pending {
    private final Message message;
    private final Consumer<Answer> whenAnswered;
    private final long sentAtNanos = System.nanoTime();

    Pending(Message message, Consumer<Answer> whenAnswered) {
      this.message = message;
      this.whenAnswered = whenAnswered;
    }
  }
}
