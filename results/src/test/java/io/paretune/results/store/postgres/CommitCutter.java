package io.paretune.results.store.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and cuts each connection at a commit: in turn before the server hears of
 * it, and after the server has answered, which nobody hears.
 */
public final class CommitCutter implements AutoCloseable {

  private final ServerSocket door = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
  private final int server;
  private final int commits;
  private final AtomicInteger unheard = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();

  /**
   * @param address of a database
   * @param commits that pass over each connection
   */
  public CommitCutter(String address, int commits) throws IOException {
    this.server = port(address);
    this.commits = commits;
    thread(this::accept);
  }

  private static int port(String address) {
    return Integer.parseInt(address.replaceAll(".*:(\\d+)/.*", "$1"));
  }

  /** The database's address behind this, for connections on which each commit can be read. */
  public String behind(String address) {
    return address.replace(":" + server + "/", ":" + door.getLocalPort() + "/")
        + "?preferQueryMode=simple";
  }

  /** Commits that the server did not hear of. */
  public int unheard() {
    return unheard.get();
  }

  /** Commits whose answers were kept back. */
  public int unanswered() {
    return unanswered.get();
  }

  private static void thread(Runnable what) {
    Thread thread = new Thread(what, "commit-cutter");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    for (int number = 0; !door.isClosed(); number++) {
      boolean heard = number % 2 == 1;
      try {
        Socket client = door.accept();
        thread(() -> join(client, heard));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void join(Socket client, boolean heard) {
    try (client;
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), server)) {
      client.setTcpNoDelay(true);
      behind.setTcpNoDelay(true);
      AtomicInteger passed = new AtomicInteger();
      thread(() -> answers(behind, client, passed));
      pass(client, behind, passed, heard);
    } catch (IOException ended) {
      // as connections do
    }
  }

  private void pass(Socket client, Socket behind, AtomicInteger passed, boolean heard)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    InputStream in = client.getInputStream();
    OutputStream out = behind.getOutputStream();
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      if (new String(buffer, 0, length, ISO_8859_1).contains("COMMIT")
          && passed.incrementAndGet() > commits
          && !heard) {
        unheard.incrementAndGet();
        return;
      }
      out.write(buffer, 0, length);
    }
  }

  private void answers(Socket behind, Socket client, AtomicInteger passed) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = behind.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (passed.get() > commits) {
          unanswered.incrementAndGet();
          client.close();
          return;
        }
        out.write(buffer, 0, length);
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
