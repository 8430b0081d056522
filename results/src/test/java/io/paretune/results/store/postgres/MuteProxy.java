package io.paretune.results.store.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server, and can lose the connections that there are without telling anybody: what
 * is sent over them comes nowhere, and they stay open. Those that come later are passed on.
 */
public final class MuteProxy implements AutoCloseable {

  private final ServerSocket door = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
  private final int server;
  private final AtomicInteger connections = new AtomicInteger();
  private volatile int muted;

  /**
   * @param address of a database
   */
  public MuteProxy(String address) throws IOException {
    this.server = Integer.parseInt(address.replaceAll(".*:(\\d+)/.*", "$1"));
    thread(this::accept);
  }

  /** The database's address behind this. */
  public String before(String address) {
    return address.replace(":" + server + "/", ":" + door.getLocalPort() + "/");
  }

  /** From now on nothing passes over the connections that there are. */
  public void mute() {
    muted = connections.get();
  }

  /** How many there were in all. */
  public int connections() {
    return connections.get();
  }

  private static void thread(Runnable what) {
    Thread thread = new Thread(what, "mute-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
        client.setTcpNoDelay(true);
        behind.setTcpNoDelay(true);
        int number = connections.incrementAndGet();
        thread(() -> pass(client, behind, number));
        thread(() -> pass(behind, client, number));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void pass(Socket from, Socket to, int number) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (number > muted) {
          out.write(buffer, 0, length);
        }
      }
    } catch (IOException ended) {
      // as connections do
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
