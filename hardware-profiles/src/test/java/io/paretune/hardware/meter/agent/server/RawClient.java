package io.paretune.hardware.meter.agent.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that says exactly what it is told to, be it HTTP or not. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket = new Socket();

  RawClient(URI agent) throws IOException {
    socket.connect(new InetSocketAddress(agent.getHost(), agent.getPort()), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  RawClient say(String text) throws IOException {
    return say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient say(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Says a byte, unless the other side has closed already. */
  boolean trickle() {
    try {
      say(new byte[] {'a'});
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  /** All that comes until the other side closes. */
  String hear() throws IOException {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        heard.write(b);
      }
    } catch (SocketException reset) {
      // what was said before it still counts
    }
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  /** The status of the answer; 0 if the other side closed without one. */
  int status() throws IOException {
    String heard = hear();
    return heard.startsWith("HTTP/1.1 ") ? Integer.parseInt(heard.substring(9, 12)) : 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
