package io.paretune.experiments.page;

import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.hardware.meter.agent.server.HeadDeadline;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** A page that is served until it is closed. What it promises is at the package. */
public final class PageServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);

  private static final int THREADS = 12;
  private static final int MOST_CONNECTIONS = 128;
  private static final int LARGEST_HEAD = 8 << 10;
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration BEAT = Duration.ofSeconds(10);

  private final AgentSettings settings;
  private final Server server;
  private final ServerConnector connector;
  private final Follower follower;
  private final EventStreams streams;
  private final SlowAnswers slow = new SlowAnswers();

  private PageServer(List<PageSource> sources, AgentSettings settings) {
    this.settings = settings;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("page");
    threads.setDaemon(true);
    // answers are short, and streams are closed before: there is nothing to wait for
    threads.setStopTimeout(500);
    this.server = new Server(threads);
    this.connector = connector(server, settings);
    this.follower = new Follower(sources);
    this.streams = new EventStreams(() -> PageJson.state(follower.id(), follower.studies()));
    HeadDeadline deadline =
        new HeadDeadline(connector.getScheduler(), settings.limits().slowness().head());
    connector.addBean(deadline);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    server.setHandler(new PageHandler(new Admission(settings), deadline, follower, streams, slow));
    server.setErrorHandler(silent());
  }

  /**
   * Starts to serve.
   *
   * @param sources what is shown
   * @param settings where, to whom, how protected
   * @throws IllegalArgumentException if the address cannot be had or the key cannot be used
   */
  public static PageServer start(List<PageSource> sources, AgentSettings settings) {
    PageServer page = new PageServer(sources, settings);
    try {
      page.server.start();
    } catch (Exception e) { // Jetty declares no less
      page.close();
      throw new IllegalArgumentException(page.why(e), e);
    }
    page.follower.start(page.streams::any, page.streams::tell);
    page.beat();
    return page;
  }

  private String why(Exception failure) {
    String address = settings.listen().getHostString() + ":" + settings.listen().getPort();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return "cannot listen on "
            + address
            + ": "
            + cause.getMessage()
            + "; give another --listen, port 0 takes a free one";
      }
    }
    return "cannot serve on " + address + ": " + failure.getMessage();
  }

  private void beat() {
    connector
        .getScheduler()
        .schedule(
            () -> {
              streams.beat();
              if (server.isRunning()) {
                beat();
              }
            },
            BEAT.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static ServerConnector connector(Server server, AgentSettings settings) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(LARGEST_HEAD);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ConnectionFactory[] factories =
        settings
            .tls()
            .map(
                tls -> {
                  SslContextFactory.Server key = new SslContextFactory.Server();
                  key.setKeyStore(tls.open());
                  key.setKeyStorePassword(tls.password());
                  return new ConnectionFactory[] {
                    new SslConnectionFactory(key, plain.getProtocol()), plain
                  };
                })
            .orElseGet(() -> new ConnectionFactory[] {plain});
    ServerConnector connector = new ServerConnector(server, 1, 1, factories);
    connector.setHost(settings.listen().getAddress().getHostAddress());
    connector.setPort(settings.listen().getPort());
    connector.setIdleTimeout(SILENCE.toMillis());
    return connector;
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

  /** Where it is to be looked at. */
  public URI url() {
    InetAddress address = settings.listen().getAddress();
    String host = address.getHostAddress().replaceFirst("%.*", "");
    return URI.create(
        (settings.tls().isPresent() ? "https://" : "http://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + connector.getLocalPort()
            + "/");
  }

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    server.join();
  }

  @Override
  public void close() {
    follower.close();
    streams.close();
    slow.close();
    try {
      server.stop();
    } catch (Exception e) { // Jetty declares no less
      LOG.warn("the page's server did not stop cleanly", e);
    }
  }
}
