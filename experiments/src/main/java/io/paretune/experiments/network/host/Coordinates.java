package io.paretune.experiments.network.host;

import io.paretune.experiments.network.wire.Build;
import io.paretune.experiments.network.wire.FromHost;
import io.paretune.experiments.network.wire.LineChannel;
import io.paretune.experiments.network.wire.Purpose;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.network.wire.WireException;
import io.paretune.hardware.profile.TokenSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Where a coordinator is and how it is spoken to.
 *
 * @param host its name or address
 * @param port its port
 * @param token the secret that it asks for
 * @param tls how it is recognised; empty where the connection is plain
 * @param build what runs here
 */
public record Coordinates(
    String host, int port, TokenSource token, Optional<Tls> tls, Build build) {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /**
   * How a coordinator is recognised.
   *
   * @param context whom to believe
   * @param byName whether its certificate must bear the host's name
   */
  public record Tls(SSLContext context, boolean byName) {}

  /** An answer to a hello, with the connection that it came over. */
  record Greeting(LineChannel channel, ToHost answer) {}

  /**
   * Connects and says hello.
   *
   * @param worker its name
   * @param machine this machine's
   * @param conversation to go on with; empty for a new one
   * @param heard number of its last message that was heard
   */
  Greeting greet(String worker, String machine, Purpose purpose, String conversation, long heard)
      throws IOException {
    Socket socket = new Socket();
    boolean greeted = false;
    try {
      socket.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
      if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
        // a port of this machine that nobody listens on can be given to the one who asks for it
        throw new IOException("Connection refused");
      }
      LineChannel channel = channel(socket);
      channel.patience(CONNECT.multipliedBy(2));
      channel.write(
          new FromHost.Hello(
              FromHost.PROTOCOL,
              build,
              token.token().orElse(""),
              machine,
              worker,
              purpose,
              conversation,
              heard));
      ToHost answer = channel.read(ToHost.class, LineChannel.SHORT);
      if (!(answer instanceof ToHost.Welcome) && !(answer instanceof ToHost.Refused)) {
        throw new WireException("the answer to a hello must be a welcome or a refusal");
      }
      greeted = true;
      return new Greeting(channel, answer);
    } finally {
      if (!greeted) {
        socket.close();
      }
    }
  }

  private LineChannel channel(Socket socket) throws IOException {
    if (tls.isEmpty()) {
      return new LineChannel(socket);
    }
    SSLSocket secured =
        (SSLSocket) tls.get().context().getSocketFactory().createSocket(socket, host, port, true);
    if (tls.get().byName()) {
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
    }
    socket.setSoTimeout((int) CONNECT.toMillis());
    secured.startHandshake();
    return new LineChannel(secured, socket);
  }

  /** As the command line writes it. */
  String inWords() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
