package city.veedel.gateway.mqtt;

import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's share of the connections. Several of them listen on the same port and take new
 * sockets in turn. One clock tick looks after all time limits, so that a connection has no timer of
 * its own.
 */
final class MqttListener extends VerticleBase {
  static final long TICK_MILLIS = 100;

  private final FrontEnd shared;
  private final NetServerOptions plain;
  private final @Nullable NetServerOptions encrypted;
  private final @Nullable Encryption encryption;
  private final WriteBufferWaterMark writeQueue;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private final List<NetServer> servers = new ArrayList<>();
  private volatile boolean directoryChanged;
  private boolean closing;
  private long closeBy;
  private final Promise<Void> closed = Promise.promise();

  /**
   * @param encrypted where the second listener is, if there is one; then with {@code encryption}
   */
  MqttListener(
      FrontEnd shared,
      NetServerOptions plain,
      @Nullable NetServerOptions encrypted,
      @Nullable Encryption encryption) {
    this.shared = shared;
    this.plain = plain;
    this.encrypted = encrypted;
    this.encryption = encryption;
    int bytes = shared.config().messages().writeQueueBytes();
    this.writeQueue = new WriteBufferWaterMark(bytes / 2, bytes);
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(TICK_MILLIS, _ -> tick());
    List<Future<NetServer>> listening = new ArrayList<>();
    listening.add(listen(plain, null));
    if (encrypted != null) {
      listening.add(listen(encrypted, encryption));
    }
    return Future.all(listening);
  }

  private Future<NetServer> listen(NetServerOptions options, @Nullable Encryption with) {
    NetServer server =
        vertx.createNetServer(options).connectHandler(socket -> accept(socket, with));
    servers.add(server);
    return server.listen();
  }

  int port() {
    return servers.getFirst().actualPort();
  }

  /** 0 without an encrypted listener. */
  int encryptedPort() {
    return servers.size() < 2 ? 0 : servers.getLast().actualPort();
  }

  private void accept(NetSocket socket, @Nullable Encryption with) {
    long now = System.nanoTime();
    String address = socket.remoteAddress().hostAddress();
    String from = address == null ? "" : address;
    Admission.Verdict verdict = shared.admission().enter(from, now);
    if (closing || verdict == Admission.Verdict.DROPPED) {
      if (verdict != Admission.Verdict.DROPPED) {
        shared.admission().leave(from);
      }
      shared.metrics().connectionDropped();
      socket.close();
      return;
    }
    if (with != null) {
      with.begin(socket);
    }
    connections.add(
        new Connection(
            shared,
            socket,
            writeQueue,
            verdict,
            now,
            connection -> {
              connections.remove(connection);
              shared.admission().leave(from);
              connection.closed();
              closeServersIfLast();
            }));
  }

  /** The registry has changed; looked at with the next tick. Any thread. */
  void directoryChanged() {
    directoryChanged = true;
  }

  private void tick() {
    long now = System.nanoTime();
    boolean recheck = directoryChanged;
    directoryChanged = false;
    for (Connection connection : List.copyOf(connections)) {
      if (recheck) {
        connection.recheck(now);
      }
      connection.tick(now);
    }
    if (closing && now - closeBy >= 0) {
      connections.forEach(Connection::abandon);
      closeServers();
    }
  }

  /** Answers what was taken, tells every client, closes. Any thread. */
  Future<Void> close() {
    context.runOnContext(_ -> {
      closing = true;
      closeBy = System.nanoTime() + shared.config().timeouts().shutdown().toNanos();
      connections.forEach(Connection::shutDown);
      tick(); // who waits for nothing goes now
      closeServersIfLast();
    });
    return closed.future();
  }

  private void closeServersIfLast() {
    if (closing && connections.isEmpty()) {
      closeServers();
    }
  }

  private void closeServers() {
    closing = false;
    Future.all(servers.stream().map(NetServer::close).toList()).<Void>mapEmpty().onComplete(closed);
  }
}
