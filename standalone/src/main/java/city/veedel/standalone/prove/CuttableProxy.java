package city.veedel.standalone.prove;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy before a database that can be cut: connections break, new ones are turned away. */
public final class CuttableProxy implements AutoCloseable {
  private final ServerSocket server;
  private final URI target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;

  private CuttableProxy(ServerSocket server, URI target) {
    this.server = server;
    this.target = target;
  }

  public static CuttableProxy to(String jdbcUrl) throws IOException {
    URI target = URI.create(jdbcUrl.substring("jdbc:".length()));
    CuttableProxy proxy =
        new CuttableProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  public String jdbcUrl() {
    String query = target.getQuery() == null ? "" : "?" + target.getQuery();
    return "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + target.getPath() + query;
  }

  public void cut() {
    isCut = true;
    sockets.forEach(CuttableProxy::closeQuietly);
    sockets.clear();
  }

  public void mend() {
    isCut = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (isCut) {
          client.close();
          continue;
        }
        Socket upstream = new Socket(target.getHost(), target.getPort());
        sockets.add(client);
        sockets.add(upstream);
        Thread.ofVirtual().start(() -> copy(client, upstream));
        Thread.ofVirtual().start(() -> copy(upstream, client));
      } catch (IOException e) {
        // Closed, or the database is away itself.
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // Cut.
    } finally {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closing is all we want.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
