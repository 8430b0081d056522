package io.paretune.hardware.meter.agent.server;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.meter.process.Measurer;
import io.paretune.hardware.meter.process.MeasuringProcess;
import io.paretune.hardware.meter.process.WorkDirectory;
import io.paretune.hardware.profile.Fingerprint;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent that listens, until closed. What it says and takes is {@code agent.wire}; what it
 * promises is at the package.
 */
public final class MeasuringAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MeasuringAgent.class);
  private static final int LARGEST_HEAD = 8 << 10;

  /** Beside one thread for every request that waits: those that accept, select and describe. */
  private static final int OTHER_THREADS = 12;

  private final AgentSettings settings;
  private final Measurer measurer;
  private final WorkDirectory work;
  private final ServerConnector connector;
  private final Fingerprint machine;

  private MeasuringAgent(
      AgentSettings settings,
      Measurer measurer,
      WorkDirectory work,
      ServerConnector connector,
      Fingerprint machine) {
    this.settings = settings;
    this.measurer = measurer;
    this.work = work;
    this.connector = connector;
    this.machine = machine;
  }

  /**
   * Starts an agent, and the process that measures for it.
   *
   * @param listener hears of each measurement and each refusal, in one line
   * @throws HardwareException if the address cannot be had, the key cannot be used, or nothing can
   *     be measured here
   */
  public static MeasuringAgent start(AgentSettings settings, Consumer<String> listener) {
    return start(settings, MeasuringProcess.likeThisOne(), listener);
  }

  /** As {@link #start(AgentSettings, Consumer)}, with another who measures; it is closed too. */
  static MeasuringAgent start(
      AgentSettings settings, Measurer measurer, Consumer<String> listener) {
    WorkDirectory work;
    try {
      work = WorkDirectory.fresh();
    } catch (IOException e) {
      measurer.close();
      throw new HardwareException("there is no room for what is sent: " + e, e);
    }
    boolean started = false;
    Server server =
        new Server(
            new QueuedThreadPool(
                settings.limits().queue().places() + OTHER_THREADS, OTHER_THREADS / 2));
    try {
      Fingerprint machine = measurer.identity().machine();
      ServerConnector connector = connector(server, settings);
      HeadDeadline deadline =
          new HeadDeadline(connector.getScheduler(), settings.limits().slowness().head());
      connector.addBean(deadline);
      server.addConnector(connector);
      server.addBean(new NetworkConnectionLimit(settings.limits().maximumConnections(), connector));
      server.setHandler(new AgentHandler(settings, measurer, deadline, work, listener));
      server.setErrorHandler(silent());
      begin(server, settings);
      started = true;
      return new MeasuringAgent(settings, measurer, work, connector, machine);
    } finally {
      if (!started) {
        end(server, measurer, work);
      }
    }
  }

  private static void begin(Server server, AgentSettings settings) {
    try {
      server.start();
    } catch (Exception e) { // Jetty declares no less
      String address = settings.listen().getHostString() + ":" + settings.listen().getPort();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException) {
          throw new HardwareException("cannot listen on " + address + ": " + cause.getMessage(), e);
        }
      }
      throw new HardwareException("cannot serve on " + address + ": " + e.getMessage(), e);
    }
  }

  private static ServerConnector connector(Server server, AgentSettings settings) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(LARGEST_HEAD);
    // a measurement is long, a connection short: one each, so that every one has a deadline
    http.setPersistentConnectionsEnabled(false);
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

  /** What Jetty itself refuses is answered without pages, stacks or causes. */
  private static ErrorHandler silent() {
    ErrorHandler handler = new ErrorHandler();
    handler.setShowStacks(false);
    handler.setShowCauses(false);
    handler.setShowOrigin(false);
    handler.setDefaultResponseMimeType("application/json");
    return handler;
  }

  /** Where it listens, as a profile names it. */
  public URI url() {
    InetAddress address = settings.listen().getAddress();
    String host = address.getHostAddress().replaceFirst("%.*", "");
    return URI.create(
        (settings.tls().isPresent() ? "https://" : "http://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + connector.getLocalPort());
  }

  /** The machine that it measures on. */
  public Fingerprint machine() {
    return machine;
  }

  /** SHA-256 of its certificate, for a profile's {@code pin}, if it speaks TLS. */
  public Optional<String> pin() {
    return settings.tls().map(AgentSettings.Tls::pin);
  }

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    connector.getServer().join();
  }

  @Override
  public void close() {
    end(connector.getServer(), measurer, work);
  }

  private static void end(Server server, Measurer measurer, WorkDirectory work) {
    // first, so that a request that is being measured ends and the server need not wait for it
    measurer.close();
    try {
      server.stop();
    } catch (Exception e) { // Jetty declares no less
      LOG.warn("the server did not stop cleanly", e);
    }
    try {
      work.delete();
    } catch (IOException left) {
      LOG.warn("{} cannot be removed: {}", work.path(), left.toString());
    }
  }
}
