package io.paretune.experiments.network.exchange;

import io.paretune.experiments.network.wire.LineChannel;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections, each on a thread of its own, as many as there can be workers and some. */
final class Door implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final int BACKLOG = 256;

  /** Connections for files, and of those who have not shown the token. */
  private static final int OTHERS = 256;

  private static final long CLOSING_MILLIS = 2000;
  private static final long STACK_BYTES = 256 << 10;

  private final ServerSocket server;
  private final Optional<SSLContext> tls;
  private final ExchangeLimits limits;
  private final Reception reception;
  private final Thread accepting = new Thread(this::accept, "network-door");

  /** Connections, and since when they have not been let in; 0 for those that were. */
  private final Map<Socket, Long> open = new ConcurrentHashMap<>();

  private Door(
      ServerSocket server, Optional<SSLContext> tls, ExchangeLimits limits, Reception reception) {
    this.server = server;
    this.tls = tls;
    this.limits = limits;
    this.reception = reception;
  }

  /**
   * Takes the address.
   *
   * @throws IllegalArgumentException if it cannot be had, or the key cannot be used
   */
  static Door bind(AgentSettings access, ExchangeLimits limits, Reception reception) {
    Optional<SSLContext> tls;
    try {
      tls = access.tls().map(Door::context);
    } catch (HardwareException unusable) {
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    }
    InetSocketAddress address = access.listen();
    try {
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(address, BACKLOG);
      return new Door(server, tls, limits, reception);
    } catch (IOException taken) {
      throw new IllegalArgumentException(
          "cannot listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ": "
              + taken.getMessage(),
          taken);
    }
  }

  private static SSLContext context(AgentSettings.Tls keys) {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys.open(), keys.password().toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new HardwareException(
          "the key store " + keys.keyStore() + " cannot be used: " + e.getMessage(), e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Begins to accept. */
  void open() {
    accepting.setDaemon(true);
    accepting.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (open.size() >= 2 * limits.workers() + OTHERS) {
          socket.close();
          continue;
        }
        open.put(socket, System.nanoTime() | 1);
        Thread serving =
            new Thread(null, () -> serve(socket), "network-" + socket.getPort(), STACK_BYTES);
        serving.setDaemon(true);
        serving.start();
      } catch (IOException closedOrGone) {
        LOG.debug("a connection was not accepted: {}", closedOrGone.toString());
      }
    }
  }

  private void serve(Socket socket) {
    try {
      LineChannel channel = channel(socket);
      reception.receive(
          channel, String.valueOf(socket.getRemoteSocketAddress()), () -> open.put(socket, 0L));
    } catch (IOException | RuntimeException ended) {
      LOG.debug("the connection of {} ended: {}", socket, ended.toString());
    } finally {
      close(socket);
      open.remove(socket);
    }
  }

  private LineChannel channel(Socket socket) throws IOException {
    if (tls.isEmpty()) {
      return new LineChannel(socket);
    }
    socket.setSoTimeout((int) limits.hello().toMillis());
    SSLSocket secured =
        (SSLSocket) tls.get().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
    secured.setUseClientMode(false);
    return new LineChannel(secured, socket);
  }

  /** Ends connections that take too long to show who they are. */
  void watch() {
    long now = System.nanoTime();
    open.forEach(
        (socket, since) -> {
          if (since != 0 && now - since > limits.hello().toNanos()) {
            close(socket);
          }
        });
  }

  private static void close(@Nullable Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException gone) {
      LOG.debug("a connection was not closed: {}", gone.toString());
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException gone) {
      LOG.debug("the address was not given back: {}", gone.toString());
    }
    try {
      // the system keeps the address as long as somebody waits at it
      accepting.join(CLOSING_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    open.keySet().forEach(Door::close);
  }
}
