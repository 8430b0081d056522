package io.paretune.hardware.meter.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paretune.hardware.meter.Figures;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.agent.wire.AgentAnswer;
import io.paretune.hardware.meter.agent.wire.AgentDescription;
import io.paretune.hardware.meter.agent.wire.AgentJson;
import io.paretune.hardware.meter.agent.wire.MeasureRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An agent that answers requests to measure as a script says, and then for ever by its last. */
final class Script implements AutoCloseable {

  /** One answer. */
  @FunctionalInterface
  interface Scene {
    void play(HttpExchange exchange, String model) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Scene> scenes = new ArrayDeque<>();
  private final AtomicInteger asked = new AtomicInteger();

  Script(int port, Scene... scenes) throws IOException {
    this(port, "Board A", scenes);
  }

  /** Of a machine, by its description. */
  Script(int port, String board, Scene... scenes) throws IOException {
    this.scenes.addAll(List.of(scenes));
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/v1/agent", exchange -> say(exchange, 200, description(board)));
    server.createContext("/v1/measure", this::measure);
    server.start();
  }

  private static String description(String board) {
    return AgentJson.write(
        new AgentDescription(
            Figures.machine(board), Map.of(), 1 << 20, Duration.ZERO, Duration.ZERO));
  }

  private void measure(HttpExchange exchange) throws IOException {
    String model;
    try (InputStream in = exchange.getRequestBody()) {
      model = MeasureRequest.read(in).model();
      in.readAllBytes();
    }
    asked.incrementAndGet();
    Scene scene;
    synchronized (scenes) {
      scene = scenes.size() > 1 ? scenes.remove() : scenes.element();
    }
    scene.play(exchange, model);
  }

  static void say(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  static Scene refusing(int status, String reason) {
    return (exchange, model) -> say(exchange, status, AgentJson.refusal(reason));
  }

  static Scene saying(String body) {
    return (exchange, model) -> say(exchange, 200, body);
  }

  /** A right answer, of a machine. */
  static Scene answering(double medianMs, String cpu) {
    return (exchange, model) -> say(exchange, 200, answer(Figures.measured(medianMs, cpu), model));
  }

  static String answer(MeasuredLatency reading, String model) {
    return AgentJson.write(new AgentAnswer(reading, model, Map.of()));
  }

  /** Hangs up in the middle. */
  static Scene breaking() {
    return (exchange, model) -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write('{');
      exchange.close();
    };
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Requests to measure so far. */
  int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
