package city.veedel.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.Executor;

/**
 * The socket of a connection. Vert.x accepts it; from then on it is Netty's channel and nothing
 * else, because Vert.x keeps 4 KiB a socket for writers on other threads, which we do not have, and
 * copies once more what was read. Belongs to one event loop.
 */
final class Socket extends ChannelInboundHandlerAdapter implements Wire.Outlet {
  /** Who reads from a socket. */
  interface Reader {
    /** The bytes are the socket's again when this returns. */
    void received(ByteBuf chunk);

    /** The socket takes more again, after {@link #isFull}. */
    void drained();
  }

  private final Channel channel;
  private final Reader reader;
  private final Runnable closed;

  private Socket(Channel channel, Reader reader, Runnable closed) {
    this.channel = channel;
    this.reader = reader;
    this.closed = closed;
  }

  /**
   * Takes the channel away from Vert.x, in its connect handler. Nothing is read before {@link
   * #resume}.
   *
   * @param waterMark how much waits to be sent before the socket is full, and not any more
   * @param closed runs once, whoever closes
   */
  static Socket takeOver(
      NetSocket accepted, WriteBufferWaterMark waterMark, Reader reader, Runnable closed) {
    ChannelHandlerContext vertx = ((NetSocketInternal) accepted).channelHandlerContext();
    Socket socket = new Socket(vertx.channel(), reader, closed);
    socket.channel.config().setWriteBufferWaterMark(waterMark);
    socket.pause();
    vertx.pipeline().replace(vertx.handler(), "mqtt", socket);
    return socket;
  }

  /** The thread all of the connection belongs to. */
  Executor eventLoop() {
    return channel.eventLoop();
  }

  void pause() {
    channel.config().setAutoRead(false);
  }

  void resume() {
    channel.config().setAutoRead(true);
  }

  @Override
  public void write(Buffer packets) {
    var _ = channel.writeAndFlush(((BufferInternal) packets).getByteBuf(), channel.voidPromise());
  }

  @Override
  public boolean isFull() {
    return !channel.isWritable();
  }

  /** Once all that was written has left, which with a peer that does not read is never. */
  void close() {
    var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** At once. */
  void abort() {
    var _ = channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf chunk = (ByteBuf) message;
    try {
      reader.received(chunk);
    } finally {
      chunk.release();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      reader.drained();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closed.run();
  }

  /** A reset, or TLS that is none; {@link #channelInactive} comes next. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = channel.close();
  }
}
