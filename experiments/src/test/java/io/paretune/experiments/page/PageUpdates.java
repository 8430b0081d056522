package io.paretune.experiments.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.experiments.page.follow.PageSource;
import io.paretune.hardware.child.JavaLaunch;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.results.store.H2TrialStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * How soon a page is told what happens, what that takes of the server and how many bytes it is:
 * {@code PageUpdates FILE SECONDS}, of a study of {@link SyntheticStudy} that a process of its own
 * goes on with, two trials a second.
 */
final class PageUpdates {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLUMNS =
      "state,flags,order,m0,m1,m2,started,finished,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9";

  private final URI page;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, Long> ended = new ConcurrentSkipListMap<>();
  private final Map<Integer, Long> toldAt = new HashMap<>();
  private final List<Double> answered = new ArrayList<>();
  private final List<Double> bytes = new ArrayList<>();

  private PageUpdates(URI page) {
    this.page = page;
  }

  public static void main(String[] arguments) throws Exception {
    String file = arguments[0];
    int seconds = Integer.parseInt(arguments[1]);
    try (PageServer server =
        PageServer.start(
            List.of(PageSource.of(file + H2TrialStore.SUFFIX)),
            AgentSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))) {
      PageUpdates updates = new PageUpdates(server.url());
      updates.follow(file, seconds);
    }
    System.exit(0);
  }

  private void follow(String file, int seconds) throws IOException, InterruptedException {
    BufferedReader events =
        new BufferedReader(
            new InputStreamReader(
                http.send(
                        HttpRequest.newBuilder(page.resolve("/api/events")).build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                    .body(),
                StandardCharsets.UTF_8));
    while (!JSON.readTree(get("/api/studies/0").body()).path("complete").asBoolean()) {
      events.readLine();
    }
    long version = JSON.readTree(get("/api/studies/0").body()).path("version").asLong();
    JavaLaunch launch =
        JavaLaunch.of(SyntheticStudy.class, List.of())
            .withArguments(file, "grow", Integer.toString(seconds));
    ProcessBuilder builder =
        new ProcessBuilder(launch.command()).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(launch.environment());
    Process writer = builder.start();
    Thread listener = new Thread(() -> listen(writer), "writer");
    listener.setDaemon(true);
    listener.start();
    while (ended.isEmpty() && writer.isAlive()) { // it reads the study first
      Thread.sleep(50);
    }
    double before = processor();
    long begun = System.nanoTime();
    long until = begun + seconds * 1_000_000_000L;
    while (System.nanoTime() < until) {
      String line = events.readLine();
      if (line != null && line.startsWith("data:")) {
        version = told(version);
      }
    }
    writer.waitFor();
    double share = (processor() - before) / ((System.nanoTime() - begun) / 1e9);
    listener.join();
    List<Double> seen = new ArrayList<>();
    toldAt.forEach(
        (trial, at) -> {
          if (ended.containsKey(trial)) {
            seen.add((at - ended.get(trial)) / 1e3);
          }
        });
    print("a change is seen after, s", seen);
    print("the server answers an update in, ms", answered);
    print("an update's bytes", bytes);
    System.out.printf(Locale.ROOT, "server and this client took %.2f %% of a core%n", 100 * share);
  }

  /** What the writer says of itself: when a trial's end was with the store. */
  private void listen(Process writer) {
    try (BufferedReader said = writer.inputReader(StandardCharsets.UTF_8)) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        String[] words = line.split(" ", -1);
        ended.put(Integer.parseInt(words[2]), Long.parseLong(words[0]));
      }
    } catch (IOException cutOff) {
      throw new IllegalStateException("the writer ended", cutOff);
    }
  }

  /** Fetches as a page does; those of the ended that came are told. */
  private long told(long since) throws IOException, InterruptedException {
    long start = System.nanoTime();
    byte[] body = get("/api/studies/0/columns?c=" + COLUMNS + "&since=" + since).body();
    answered.add((System.nanoTime() - start) / 1e6);
    bytes.add((double) body.length);
    long now = System.currentTimeMillis();
    int length = java.nio.ByteBuffer.wrap(body).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(0);
    JsonNode head = JSON.readTree(body, 4, length);
    int count = head.path("count").asInt();
    java.nio.ByteBuffer rows =
        java.nio.ByteBuffer.wrap(body).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    int states = (4 + length + 4 * count + 7) / 8 * 8;
    for (int i = 0; i < count; i++) {
      if (body[states + i] >= 2) {
        // the writer's own word may come later
        toldAt.putIfAbsent(rows.getInt(4 + length + 4 * i), now);
      }
    }
    return head.path("version").asLong();
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(page.resolve(path)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Seconds that all threads of this process have had. */
  private static double processor() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double all = 0;
    for (long id : threads.getAllThreadIds()) {
      all += Math.max(0, threads.getThreadCpuTime(id)) / 1e9;
    }
    return all;
  }

  private static void print(String what, List<Double> figures) {
    Collections.sort(figures);
    if (figures.isEmpty()) {
      System.out.println(what + ": none");
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%s: median %.3g, nine of ten %.3g, at most %.3g (%d)%n",
        what,
        figures.get(figures.size() / 2),
        figures.get(figures.size() * 9 / 10),
        figures.get(figures.size() - 1),
        figures.size());
  }
}
