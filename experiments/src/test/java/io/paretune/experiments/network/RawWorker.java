package io.paretune.experiments.network;

import io.paretune.experiments.network.wire.FromHost;
import io.paretune.experiments.network.wire.LineChannel;
import io.paretune.experiments.network.wire.Purpose;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.worker.FromWorker;
import io.paretune.experiments.worker.ToWorker;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A worker that says exactly what a test has it say. */
final class RawWorker implements AutoCloseable {
  private final Socket socket;
  private final LineChannel channel;
  private final ToHost answer;
  private long said;
  private volatile long heard;

  private RawWorker(Socket socket, String conversation, long heard) throws IOException {
    this.socket = socket;
    this.channel = new LineChannel(socket);
    this.heard = heard;
    channel.patience(Duration.ofSeconds(30));
    channel.write(hello("", conversation, heard));
    answer = channel.read(ToHost.class, LineChannel.SHORT);
    if (answer instanceof ToHost.Welcome welcome) {
      said = welcome.heard();
    }
  }

  static FromHost.Hello hello(String token, String conversation, long heard) {
    return new FromHost.Hello(
        FromHost.PROTOCOL,
        Loopback.BUILD,
        token,
        "raw",
        "raw/1#0",
        Purpose.TRIALS,
        conversation,
        heard);
  }

  static RawWorker connect(int port) throws IOException {
    return connect(port, "", 0);
  }

  /** Goes on with a conversation. */
  static RawWorker connect(int port, String conversation, long heard) throws IOException {
    return new RawWorker(new Socket(InetAddress.getLoopbackAddress(), port), conversation, heard);
  }

  ToHost answer() {
    return answer;
  }

  String conversation() {
    return ((ToHost.Welcome) answer).conversation();
  }

  long heard() {
    return heard;
  }

  /** The next message that is no sign of life. */
  ToHost next() throws IOException {
    while (true) {
      ToHost message = channel.read(ToHost.class, LineChannel.LONG);
      if (message instanceof ToHost.Job job) {
        heard = job.number();
        return job;
      }
      if (message instanceof ToHost.Told told) {
        heard = told.number();
        return told;
      }
      if (!(message instanceof ToHost.Alive)) {
        return message;
      }
    }
  }

  /** Takes a job and is ready for it; gives the first trial. */
  ToHost.Told firstTrial() throws IOException {
    next();
    say("", new FromWorker.Ready());
    return trial();
  }

  /** The next trial. */
  ToHost.Told trial() throws IOException {
    while (true) {
      if (next() instanceof ToHost.Told told && told.message() instanceof ToWorker.Evaluate) {
        return told;
      }
    }
  }

  /** Says something of the next number. */
  void say(String attempt, FromWorker message) throws IOException {
    said++;
    say(said, attempt, message);
  }

  /** Says something of any number. */
  void say(long number, String attempt, FromWorker message) throws IOException {
    channel.write(new FromHost.Said(number, heard, attempt, message));
  }

  long said() {
    return said;
  }

  /** Says from now on that it is alive, until it is closed. */
  RawWorker beating() {
    Thread heart =
        new Thread(
            () -> {
              try {
                while (!socket.isClosed()) {
                  alive();
                  Thread.sleep(100);
                }
              } catch (IOException closed) {
                // so is the heart
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            },
            "raw-heart");
    heart.setDaemon(true);
    heart.start();
    return this;
  }

  void alive() throws IOException {
    channel.write(new FromHost.Alive(heard, 0));
  }

  /** Sends a line that need not be a message. */
  void line(String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    channel.close();
  }
}
