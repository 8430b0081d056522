package io.paretune.experiments.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Stands between workers and a coordinator, and cuts and delays connections at random. */
final class ShakyProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final long seed;
  private final Fate fate;
  private final AtomicLong connections = new AtomicLong();
  private final AtomicInteger cuts = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * What happens to a connection.
   *
   * @param least bytes that pass, in one direction
   * @param most bytes that pass, in one direction
   * @param delayMillis longest delay of what passes, now and then
   */
  record Fate(int least, int most, int delayMillis) {}

  ShakyProxy(int target, long seed, Fate fate) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.seed = seed;
    this.fate = fate;
    thread(this::accept);
  }

  private static void thread(Runnable what) {
    Thread thread = new Thread(what, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** Connections that were cut. */
  int cuts() {
    return cuts.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket worker = server.accept();
        open.add(worker);
        Socket coordinator = new Socket();
        open.add(coordinator);
        thread(() -> join(worker, coordinator));
      } catch (IOException closed) {
        // the test is over, or the connection was
      }
    }
  }

  private void join(Socket worker, Socket coordinator) {
    try {
      coordinator.connect(
          new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5000);
      long number = connections.getAndIncrement();
      thread(() -> pass(worker, coordinator, 2 * number));
      pass(coordinator, worker, 2 * number + 1);
    } catch (IOException away) {
      close(worker, coordinator);
    }
  }

  private void pass(Socket from, Socket to, long number) {
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 1_000_003 + number);
    long left = random.nextInt(fate.least, fate.most);
    byte[] buffer = new byte[4096];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (left > 0) {
        int length = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (length < 0) {
          return;
        }
        if (fate.delayMillis > 0 && random.nextInt(20) == 0) {
          Thread.sleep(random.nextInt(fate.delayMillis));
        }
        out.write(buffer, 0, length);
        out.flush();
        left -= length;
      }
      cuts.incrementAndGet();
    } catch (IOException gone) {
      // the other direction ended
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      close(from, to);
    }
  }

  private void close(Socket... sockets) {
    for (Socket socket : sockets) {
      open.remove(socket);
      try {
        socket.close();
      } catch (IOException gone) {
        // it is closed to us
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(this::close);
  }
}
