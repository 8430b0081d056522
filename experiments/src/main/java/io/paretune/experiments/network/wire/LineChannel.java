package io.paretune.experiments.network.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Messages over a connection, one JSON object a line, and blocks of bytes between them. Read by one
 * thread; written by any.
 */
public final class LineChannel implements Closeable {

  /** Longest line of a side that has not shown its token, in bytes. */
  public static final int SHORT = 64 << 10;

  /** Longest line of one that has, in bytes. */
  public static final int LONG = 8 << 20;

  private static final byte[] HTTP = "GET ".getBytes(StandardCharsets.US_ASCII);
  private static final long IDLE = Long.MIN_VALUE;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private final Socket below;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private volatile long writingSince = IDLE;

  /** Over a plain connection. */
  public LineChannel(Socket socket) throws IOException {
    this(socket, socket);
  }

  /**
   * Over a connection with TLS.
   *
   * @param below the connection under it. Closing that one never blocks, as TLS's own end may.
   */
  public LineChannel(Socket socket, Socket below) throws IOException {
    this.below = below;
    this.socket = socket;
    below.setTcpNoDelay(true);
    below.setKeepAlive(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    this.out = new BufferedOutputStream(socket.getOutputStream(), 16 << 10);
  }

  /** Lets a read fail with a {@code SocketTimeoutException} after such a silence. */
  public void patience(Duration silence) throws IOException {
    socket.setSoTimeout((int) Math.max(1, silence.toMillis()));
  }

  /**
   * The next message.
   *
   * @param longest line that is accepted, in bytes
   * @throws WireException if the line is too long or no such message
   * @throws EOFException if the other side closed the connection
   */
  public <T> T read(Class<T> type, int longest) throws IOException {
    String line = line(longest);
    try {
      T message = JSON.readValue(line, type);
      if (message == null) {
        throw new WireException("a message must be an object, got null");
      }
      return message;
    } catch (JsonProcessingException foreign) {
      throw new WireException("no message of this protocol", foreign);
    }
  }

  /** Whether what comes begins as a request of HTTP does; nothing of it is taken. */
  public boolean beginsAsHttp() throws IOException {
    in.mark(HTTP.length);
    byte[] first = in.readNBytes(HTTP.length);
    in.reset();
    return Arrays.equals(first, HTTP);
  }

  /** The next line, without its end. */
  public String line(int longest) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the other side closed the connection");
      }
      if (line.size() >= longest) {
        throw new WireException("a line must not be longer than " + longest + " bytes");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** As many bytes as were announced. */
  public byte[] readBytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the other side closed the connection");
    }
    return bytes;
  }

  /** Sends a message. */
  public void write(Object message) throws IOException {
    write(message, new byte[0], 0);
  }

  /** Sends bytes as they are. */
  public void write(byte[] bytes) throws IOException {
    send(bytes, bytes.length);
  }

  /** Sends a message and, after it, the first bytes of a block. */
  public void write(Object message, byte[] block, int length) throws IOException {
    byte[] line = JSON.writeValueAsBytes(message);
    byte[] all = Arrays.copyOf(line, line.length + 1 + length);
    all[line.length] = '\n';
    System.arraycopy(block, 0, all, line.length + 1, length);
    send(all, all.length);
  }

  private synchronized void send(byte[] bytes, int length) throws IOException {
    writingSince = System.nanoTime();
    try {
      out.write(bytes, 0, length);
      out.flush();
    } finally {
      writingSince = IDLE;
    }
  }

  /** When the write began that is under way, by {@code System.nanoTime()}; empty if none is. */
  public OptionalLong writingSince() {
    long since = writingSince;
    return since == IDLE ? OptionalLong.empty() : OptionalLong.of(since);
  }

  /** Ends the connection; whoever reads or writes fails. */
  @Override
  public void close() {
    try {
      below.close();
    } catch (IOException gone) {
      // it is closed to us in any case
    }
  }
}
