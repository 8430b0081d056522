package io.paretune.experiments.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A headless Chromium of this machine, driven by its own protocol (Chrome DevTools Protocol) over a
 * WebSocket: open a page, ask it something, take its picture.
 */
final class Browser implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger next = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private volatile String session = "";

  private Browser(Process process, Path profile, URI address) {
    this.process = process;
    this.profile = profile;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, new Listener())
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
  }

  /** The program, if this machine has it. */
  static Optional<Path> program() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path scratch) throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory(scratch, "chromium");
    List<String> command = new ArrayList<>();
    command.add(program().orElseThrow().toString());
    command.addAll(
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--remote-allow-origins=*",
            "--enable-precise-memory-info",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank"));
    ProcessBuilder chromium =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log").toFile());
    // its database of crashes lies beside the user's settings, whatever the profile
    for (String home : List.of("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")) {
      chromium.environment().put(home, profile.toString());
    }
    Process process = chromium.start();
    Path port = profile.resolve("DevToolsActivePort");
    long latest = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
      if (!process.isAlive() || System.nanoTime() > latest) {
        process.destroyForcibly();
        throw new IOException(
            "chromium did not start: " + Files.readString(profile.resolve("log")));
      }
      Thread.sleep(50);
    }
    List<String> lines = Files.readAllLines(port);
    return new Browser(
        process, profile, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        heard(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void heard(String message) {
    try {
      JsonNode node = JSON.readTree(message);
      if (node.has("id")) {
        CompletableFuture<JsonNode> asked = waiting.remove(node.get("id").intValue());
        if (asked != null) {
          asked.complete(node);
        }
      } else if (node.path("method").asText().equals("Runtime.exceptionThrown")
          || node.path("method").asText().equals("Log.entryAdded")) {
        complaints.add(node.path("params").toString());
      }
    } catch (IOException malformed) {
      complaints.add(malformed.toString());
    }
  }

  private JsonNode call(String method, ObjectNode parameters) {
    int id = next.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(message.toString(), true).join();
    JsonNode node = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (node.has("error")) {
      throw new IllegalStateException(method + ": " + node.get("error"));
    }
    return node.path("result");
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Opens a page in a tab of its own, of a size in pixels. */
  void open(URI page, int width, int height) {
    session = "";
    String target =
        call("Target.createTarget", object().put("url", "about:blank")).get("targetId").asText();
    session =
        call("Target.attachToTarget", object().put("targetId", target).put("flatten", true))
            .get("sessionId")
            .asText();
    size(width, height);
    call("Page.enable", object());
    call("Runtime.enable", object());
    call("Log.enable", object());
    call("Performance.enable", object().put("timeDomain", "threadTicks"));
    // counts what is on its way, for settle(), and keeps what no chart should say
    call(
        "Page.addScriptToEvaluateOnNewDocument",
        object()
            .put(
                "source",
                "window.asking = 0; const fetched = window.fetch; window.fetch = async (...given)"
                    + " => { window.asking++; try { const answer = await fetched(...given); await"
                    + " answer.clone().arrayBuffer(); return answer; } finally {"
                    + " setTimeout(() => window.asking--, 5); } }; window.drawn = []; const fill ="
                    + " CanvasRenderingContext2D.prototype.fillText;"
                    + " CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {"
                    + " if (/undefined|NaN|Infinity|\\[object/.test(text)) drawn.push(text); return"
                    + " fill.call(this, text, ...place); };"));
    call("Page.navigate", object().put("url", page.toString()));
  }

  void size(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        object()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /** Has the page believe that its reader likes {@code dark} or {@code light}. */
  void scheme(String name) {
    ObjectNode media = object();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", name);
    call("Emulation.setEmulatedMedia", media);
  }

  /** What an expression is in the page, a promise waited for. */
  JsonNode ask(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            object()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /**
   * A figure of the browser itself, for instance {@code ThreadTime}: the page's thread, seconds.
   */
  double metric(String name) {
    for (JsonNode one : call("Performance.getMetrics", object()).path("metrics")) {
      if (one.path("name").asText().equals(name)) {
        return one.path("value").asDouble();
      }
    }
    throw new IllegalArgumentException("the browser has no figure " + name);
  }

  /** Has the page forget what nobody holds. */
  void collectGarbage() {
    call("HeapProfiler.collectGarbage", object());
  }

  /**
   * What the largest tab's process holds for itself, and its share of what others hold, too: MB.
   */
  double tabMegabytes() throws IOException {
    double most = 0;
    for (ProcessHandle child : process.descendants().toList()) {
      Path memory = Path.of("/proc/" + child.pid() + "/smaps_rollup");
      String line = Files.readString(Path.of("/proc/" + child.pid() + "/cmdline"));
      if (line.contains("--type=renderer")) {
        for (String entry : Files.readAllLines(memory)) {
          if (entry.startsWith("Pss:")) {
            most = Math.max(most, Long.parseLong(entry.replaceAll("\\D", "")) / 1e3);
          }
        }
      }
    }
    return most;
  }

  /** Waits until an expression is true in the page. */
  void await(String expression) throws InterruptedException {
    long latest = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(expression)) {
      if (System.nanoTime() > latest) {
        throw new IllegalStateException(
            "never true: " + expression + "; the page said: " + complaints);
      }
      Thread.sleep(50);
    }
  }

  private boolean holds(String expression) {
    try {
      return ask("Boolean(" + expression + ")").asBoolean();
    } catch (IllegalStateException reloading) {
      // the page it was asked of is gone; the next one comes
      return false;
    }
  }

  /** Presses the mouse at one place of the page and lets go at another. */
  void drag(double fromX, double fromY, double toX, double toY) {
    mouse("mousePressed", fromX, fromY);
    mouse("mouseMoved", (fromX + toX) / 2, (fromY + toY) / 2);
    mouse("mouseMoved", toX, toY);
    mouse("mouseReleased", toX, toY);
  }

  private void mouse(String type, double x, double y) {
    call(
        "Input.dispatchMouseEvent",
        object()
            .put("type", type)
            .put("x", x)
            .put("y", y)
            .put("button", "left")
            .put("buttons", type.equals("mouseReleased") ? 0 : 1)
            .put("clickCount", 1));
  }

  /** Errors of scripts, and what the content security policy or the network refused. */
  List<String> complaints() {
    return complaints;
  }

  void picture(Path file) throws IOException {
    Files.write(file, picture(object()));
  }

  /** The page as a PNG from its top, as much of it as is not beyond a height. */
  byte[] wholePicture(int highest) {
    JsonNode size =
        ask("({width: innerWidth, height: document.documentElement.scrollHeight, scale: 1})");
    ObjectNode parameters = object().put("captureBeyondViewport", true);
    ObjectNode clip = parameters.putObject("clip").put("x", 0).put("y", 0).put("scale", 1);
    clip.put("width", size.get("width").asInt());
    clip.put("height", Math.min(highest, size.get("height").asInt()));
    return picture(parameters);
  }

  private byte[] picture(ObjectNode parameters) {
    JsonNode shot = call("Page.captureScreenshot", parameters.put("format", "png"));
    return Base64.getDecoder()
        .decode(shot.get("data").asText().getBytes(StandardCharsets.US_ASCII));
  }

  /** Waits until the page has drawn what it asked for. */
  void settle() {
    ask(
        "(async () => { for (let still = 0; still < 3;) {"
            + " await new Promise(done => setTimeout(() => requestAnimationFrame(done), 8));"
            + " still = window.asking ? 0 : still + 1; } })()");
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
