package io.paretune.hardware.meter.agent.server;

import io.paretune.hardware.HardwareException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address that answers HTTP, over TLS if there is a key. Connections that are too many, silent
 * or slow with their head are ended; what Jetty itself refuses says nothing of this machine.
 */
public final class HttpServing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServing.class);
  private static final int LARGEST_HEAD = 8 << 10;

  private final AgentSettings settings;
  private final Server server;
  private final ServerConnector connector;
  private final HeadDeadline deadline;

  /**
   * One that does not listen yet.
   *
   * @param settings where, and what it puts up with
   * @param threads that answer
   * @param http changes how Jetty speaks
   * @throws HardwareException if the key cannot be used
   */
  public HttpServing(
      AgentSettings settings, QueuedThreadPool threads, Consumer<HttpConfiguration> http) {
    this.settings = settings;
    this.server = new Server(threads);
    this.connector = connector(server, settings, http);
    this.deadline = new HeadDeadline(scheduler(), settings.limits().slowness().head());
    connector.addBean(deadline);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(settings.limits().maximumConnections(), connector));
    server.setErrorHandler(silent());
  }

  private static ServerConnector connector(
      Server server, AgentSettings settings, Consumer<HttpConfiguration> changes) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(LARGEST_HEAD);
    changes.accept(http);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ConnectionFactory[] factories =
        settings
            .tls()
            .map(
                tls ->
                    new ConnectionFactory[] {
                      new SslConnectionFactory(key(tls), plain.getProtocol()), plain
                    })
            .orElseGet(() -> new ConnectionFactory[] {plain});
    ServerConnector connector = new ServerConnector(server, 1, 1, factories);
    connector.setHost(settings.listen().getAddress().getHostAddress());
    connector.setPort(settings.listen().getPort());
    connector.setIdleTimeout(settings.limits().slowness().silence().toMillis());
    return connector;
  }

  private static SslContextFactory.Server key(AgentSettings.Tls tls) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStore(tls.open());
    factory.setKeyStorePassword(tls.password());
    return factory;
  }

  private static ErrorHandler silent() {
    ErrorHandler handler = new ErrorHandler();
    handler.setShowStacks(false);
    handler.setShowCauses(false);
    handler.setShowOrigin(false);
    handler.setDefaultResponseMimeType("application/json");
    return handler;
  }

  /** Which a handler tells of heads that have arrived. */
  public HeadDeadline deadline() {
    return deadline;
  }

  /** Of what is done at a certain time. */
  public Scheduler scheduler() {
    return connector.getScheduler();
  }

  /**
   * Begins to listen.
   *
   * @throws HardwareException if the address cannot be had; {@link #taken} says whether by another
   */
  public void start(Handler handler) {
    server.setHandler(handler);
    try {
      server.start();
    } catch (Exception e) { // Jetty declares no less
      String address = settings.listen().getHostString() + ":" + settings.listen().getPort();
      throw new HardwareException(
          bind(e)
              .map(taken -> "cannot listen on " + address + ": " + taken.getMessage())
              .orElseGet(() -> "cannot serve on " + address + ": " + e.getMessage()),
          e);
    }
  }

  /** Whether a failure to start is that of an address that cannot be had. */
  public static boolean taken(HardwareException failure) {
    return bind(failure).isPresent();
  }

  private static Optional<BindException> bind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException taken) {
        return Optional.of(taken);
      }
    }
    return Optional.empty();
  }

  /** Whether it answers. */
  public boolean running() {
    return server.isRunning();
  }

  /** Where it answers. */
  public URI url() {
    InetAddress address = settings.listen().getAddress();
    String host = address.getHostAddress().replaceFirst("%.*", "");
    return URI.create(
        (settings.tls().isPresent() ? "https://" : "http://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + connector.getLocalPort());
  }

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    server.join();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) { // Jetty declares no less
      LOG.warn("the server at {} did not stop cleanly", settings.listen(), e);
    }
  }
}
