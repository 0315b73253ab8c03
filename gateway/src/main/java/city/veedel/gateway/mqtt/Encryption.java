package city.veedel.gateway.mqtt;

import city.veedel.model.tls.KeyPairFiles;
import city.veedel.model.tls.TransportPolicy;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;

/**
 * TLS of the encrypted listener, by {@link TransportPolicy}. Begun here and not by Vert.x, which
 * shows a socket only once its handshake is done: until then it would count for nothing, however
 * much memory it takes. Any thread.
 */
final class Encryption {
  private final Vertx vertx;
  private final KeyPairFiles files;
  private volatile SslContext context;

  private Encryption(Vertx vertx, KeyPairFiles files, SslContext context) {
    this.vertx = vertx;
    this.files = files;
    this.context = context;
  }

  /** Fails if the files cannot be read or do not belong together. */
  static Future<Encryption> read(Vertx vertx, MqttConfig.Tls tls) {
    KeyPairFiles files = new KeyPairFiles(tls.certificate(), tls.key());
    return vertx
        .executeBlocking(() -> contextOf(vertx, files))
        .<Encryption>map(context -> new Encryption(vertx, files, Objects.requireNonNull(context)));
  }

  private static SslContext contextOf(Vertx vertx, KeyPairFiles files) throws Exception {
    KeyManagerFactory keys =
        new PemKeyCertOptions()
            .setCertPath(files.certificate().toString())
            .setKeyPath(files.key().toString())
            .getKeyManagerFactory(vertx);
    KeyPairFiles.requireMatch(keys.getKeyManagers());
    return SslContextBuilder.forServer(keys)
        .sslProvider(SslProvider.JDK)
        .protocols(TransportPolicy.PROTOCOLS)
        .ciphers(TransportPolicy.CIPHER_SUITES, IdentityCipherSuiteFilter.INSTANCE)
        .build();
  }

  /** From its next byte on the socket speaks TLS; in the connect handler. */
  void begin(NetSocket accepted) {
    ChannelHandlerContext vertxHandler = ((NetSocketInternal) accepted).channelHandlerContext();
    SslHandler handler = context.newHandler(vertxHandler.alloc());
    handler.setHandshakeTimeout(TransportPolicy.HANDSHAKE_SECONDS, TimeUnit.SECONDS);
    vertxHandler.pipeline().addFirst("tls", handler);
  }

  /**
   * Certificate and key as the files are now, for sockets to come; fails and changes nothing if
   * they cannot be read or do not belong together.
   */
  Future<Void> renew() {
    return vertx
        .executeBlocking(() -> contextOf(vertx, files))
        .onSuccess(fresh -> context = Objects.requireNonNull(fresh))
        .mapEmpty();
  }

  /** Differs when one of the files does. Blocks on the disk. */
  String state() {
    return files.state();
  }

  Path certificate() {
    return files.certificate();
  }
}
