package io.paretune.experiments.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.paretune.experiments.page.follow.PageSource;
import io.paretune.hardware.meter.agent.server.AgentLimits;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.results.store.H2TrialStore;
import io.paretune.results.store.StudyDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the page's server says and refuses, asked as a browser would. */
class PageServerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "correct-horse-battery";

  private final Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>();

  PageServerTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private static AgentSettings loopback(Optional<String> token) {
    return new AgentSettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), token, Optional.empty(), false);
  }

  private PageServer serve(Optional<String> token) {
    PageServer page =
        PageServer.start(
            List.of(PageSource.of(directory.resolve("made-up.mv.db").toString())), loopback(token));
    open.add(page);
    return page;
  }

  private SyntheticStudy study(int trials) {
    H2TrialStore store = H2TrialStore.open(directory.resolve("made-up"));
    open.add(store);
    SyntheticStudy study = new SyntheticStudy(store, "made <b>up</b>", 2, 6);
    study.add(trials);
    return study;
  }

  private HttpResponse<byte[]> get(PageServer page, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(page.url().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private JsonNode json(PageServer page, String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = get(page, path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /** The lines of the stream of events, without those that only say that it lives. */
  private BufferedReader events(PageServer page) throws IOException, InterruptedException {
    InputStream in =
        client
            .send(
                HttpRequest.newBuilder(page.url().resolve("/api/events")).build(),
                HttpResponse.BodyHandlers.ofInputStream())
            .body();
    open.add(in);
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** Waits for the event after which a study has so many trials. */
  private JsonNode awaitTrials(PageServer page, BufferedReader events, int trials)
      throws IOException, InterruptedException {
    while (true) {
      JsonNode studies = json(page, "/api/studies").path("studies");
      if (studies.size() > 0 && studies.get(0).path("trials").asInt() >= trials) {
        return studies.get(0);
      }
      String line = events.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
    }
  }

  /** Columns as docs/live-page.md describes them. */
  private record Rows(JsonNode head, List<Integer> rows, ByteBuffer rest) {
    static Rows of(byte[] bytes) throws IOException {
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      byte[] head = new byte[in.getInt()];
      in.get(head);
      JsonNode node = JSON.readTree(head);
      List<Integer> rows = new ArrayList<>();
      for (int i = 0; i < node.get("count").asInt(); i++) {
        rows.add(in.getInt());
      }
      in.position((in.position() + 7) / 8 * 8);
      return new Rows(node, rows, in);
    }
  }

  @Test
  void aRunningStudyIsFollowedAndOnlyChangesAreTold() throws Exception {
    SyntheticStudy study = study(40);
    PageServer page = serve(Optional.empty());
    BufferedReader events = events(page);
    JsonNode first = awaitTrials(page, events, 40);
    assertThat(first.path("name").asText()).isEqualTo("made <b>up</b>");
    assertThat(first.path("running").asBoolean()).isTrue();

    Rows all = Rows.of(get(page, "/api/studies/0/columns?c=state,m0,p1&since=-1").body());
    assertThat(all.rows()).hasSize(40);
    assertThat(all.head().path("next").asInt()).isEqualTo(-1);
    assertThat(all.head().at("/columns/2/texts/1").asText()).isNotEmpty();
    long version = all.head().path("version").asLong();
    assertThat(Rows.of(get(page, "/api/studies/0/columns?c=state&since=" + version).body()).rows())
        .isEmpty();

    study.start();
    awaitTrials(page, events, 41);
    Rows begun = Rows.of(get(page, "/api/studies/0/columns?c=state&since=" + version).body());
    assertThat(begun.rows()).containsExactly(40);
    assertThat(begun.rest().get()).as("running").isEqualTo((byte) 1);
    long then = begun.head().path("version").asLong();

    study.end(40);
    while (json(page, "/api/studies/0").at("/counts/RUNNING").asInt() > 0) {
      events.readLine();
    }
    Rows ended = Rows.of(get(page, "/api/studies/0/columns?c=state&since=" + then).body());
    assertThat(ended.rows()).contains(40);
  }

  @Test
  void frontAndHypervolumeAreTheStoresOwn() throws Exception {
    study(200);
    PageServer page = serve(Optional.empty());
    awaitTrials(page, events(page), 200);
    Rows rows = Rows.of(get(page, "/api/studies/0/columns?c=flags&since=-1").body());
    List<Long> front = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      if ((rows.rest().get(rows.rest().position() + i) & 1) != 0) {
        front.add((long) i);
      }
    }
    try (H2TrialStore store = H2TrialStore.openReadOnly(directory.resolve("made-up"))) {
      assertThat(front).isEqualTo(store.front("made <b>up</b>"));
    }
    JsonNode history;
    do {
      history = json(page, "/api/studies/0/hypervolume");
    } while (!history.has("points"));
    JsonNode last = history.path("points").get(history.path("points").size() - 1);
    assertThat(last.get(0).asInt()).isEqualTo(200);
    assertThat(last.get(2).asDouble()).isBetween(0.5, 1.0);
  }

  @Test
  void oneTrialIsToldWhole() throws Exception {
    study(9);
    PageServer page = serve(Optional.empty());
    awaitTrials(page, events(page), 9);
    JsonNode trial = json(page, "/api/studies/0/trials/4");
    assertThat(trial.path("state").asText()).isEqualTo("COMPLETE");
    assertThat(trial.at("/metrics/accuracy").isNumber()).isTrue();
    assertThat(trial.path("parameters").size()).isEqualTo(6);
    assertThat(trial.path("reports").size()).isEqualTo(2);
    assertThat(json(page, "/api/studies/0/trials/3").path("reason").asText())
        .isEqualTo("<b>exit code</b> 1 & \"no\" memory");
    assertThat(json(page, "/api/studies/0/curves?trials=0,4").path("curves").size()).isEqualTo(2);
    assertThat(get(page, "/api/studies/0/trials/99").statusCode()).isEqualTo(404);
    assertThat(get(page, "/api/studies/0/trials/4/file").statusCode()).isEqualTo(404);
    assertThat(get(page, "/api/studies/0/trials/4/blocks"))
        .returns(409, HttpResponse::statusCode)
        .extracting(answer -> new String(answer.body(), StandardCharsets.UTF_8))
        .asString()
        .contains("the run goes on, and this would hold it up");
  }

  @Test
  void everyAnswerForbidsWhatIsNotItsOwn() throws Exception {
    study(1);
    PageServer page = serve(Optional.empty());
    for (String path : List.of("/", "/site/main.js", "/api/studies", "/nothing")) {
      HttpResponse<byte[]> response = get(page, path);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(response.headers().firstValue("Server")).isEmpty();
    }
    String index = new String(get(page, "/").body(), StandardCharsets.UTF_8);
    assertThat(index).doesNotContain("style=").doesNotContain("<script>").doesNotContain("http://");
    assertThat(get(page, "/site/echarts.min.js").statusCode()).isEqualTo(200);
    for (String path : List.of("/site/../main.js", "/site/%2e%2e/Site.class", "/site/none.js")) {
      assertThat(raw(page, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .doesNotContain(" 200 ");
    }
  }

  @Test
  void requestsOfOtherPagesAndNamesAreRefused() throws Exception {
    study(1);
    PageServer page = serve(Optional.empty());
    assertThat(get(page, "/api/studies", "Origin", "http://evil.example").statusCode())
        .isEqualTo(403);
    // a name that was pointed at 127.0.0.1 (DNS rebinding)
    assertThat(raw(page, "GET /api/studies HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .contains(" 403 ");
    assertThat(raw(page, "POST /api/studies HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .contains(" 405 ");
  }

  @Test
  void whatIsTooManyOrMalformedIsRefusedInOneLine() throws Exception {
    study(1);
    PageServer page = serve(Optional.empty());
    awaitTrials(page, events(page), 1);
    for (String query :
        List.of(
            "columns?c=" + "state,".repeat(100) + "state",
            "columns?c=nothing",
            "columns?c=../etc",
            "columns?c=state&since=x",
            "curves?trials=" + "1,".repeat(60) + "1",
            "curves?trials=1;2")) {
      HttpResponse<byte[]> response = get(page, "/api/studies/0/" + query);
      assertThat(response.statusCode()).as(query).isEqualTo(400);
      assertThat(JSON.readTree(response.body()).path("refused").asText()).isNotEmpty();
    }
    assertThat(get(page, "/api/studies/7").statusCode()).isEqualTo(404);
    assertThat(raw(page, "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .contains(" 414 ");
    for (int i = 0; i < EventStreams.MOST - 1; i++) {
      events(page);
    }
    assertThat(get(page, "/api/events").statusCode()).isEqualTo(503);
    assertThat(json(page, "/api/studies").path("studies").size()).isEqualTo(1);
  }

  @Test
  void aTokenIsAskedForAndChangedForACookie() throws Exception {
    study(1);
    PageServer page = serve(Optional.of(TOKEN));
    assertThat(get(page, "/").statusCode()).as("the page that asks for it").isEqualTo(200);
    assertThat(get(page, "/api/studies").statusCode()).isEqualTo(401);
    assertThat(get(page, "/api/events").statusCode()).isEqualTo(401);
    assertThat(get(page, "/api/studies", "Authorization", "Bearer wrong").statusCode())
        .isEqualTo(401);
    assertThat(get(page, "/api/studies", "Authorization", "Bearer " + TOKEN).statusCode())
        .isEqualTo(200);
    assertThat(session(page, "wrong").statusCode()).isEqualTo(401);
    String cookie = session(page, TOKEN).headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
    String shown = cookie.substring(0, cookie.indexOf(';'));
    assertThat(get(page, "/api/studies", "Cookie", shown).statusCode()).isEqualTo(200);
    assertThat(get(page, "/api/studies", "Cookie", "paretune-page=0").statusCode()).isEqualTo(401);
  }

  private HttpResponse<String> session(PageServer page, String token)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(page.url().resolve("/session"))
            .POST(HttpRequest.BodyPublishers.ofString(token))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void bodiesThatDoNotComeHoldUpNobodyAndAreEnded() throws Exception {
    study(1);
    PageServer page = hasty(Optional.of(TOKEN));
    List<Socket> slow = slowBodies(page, 40);
    assertThat(get(page, "/api/studies", "Authorization", "Bearer " + TOKEN).statusCode())
        .isEqualTo(200);
    List<String> heard = new ArrayList<>();
    for (Socket socket : slow) {
      heard.add(firstLine(socket));
    }
    assertThat(heard).allMatch(line -> line.contains(" 408 ") || line.contains(" 503 "));
    assertThat(session(page, TOKEN).statusCode()).as("places are free again").isEqualTo(200);
  }

  @Test
  void withoutATokenNoneIsReceived() throws Exception {
    study(1);
    for (Socket socket : slowBodies(hasty(Optional.empty()), 12)) {
      assertThat(firstLine(socket)).contains(" 404 ");
    }
  }

  private PageServer hasty(Optional<String> token) {
    AgentLimits usual = AgentLimits.defaults();
    AgentSettings settings =
        loopback(token)
            .withLimits(
                new AgentLimits(
                    usual.maximumBytes(),
                    usual.measurement(),
                    usual.queue(),
                    new AgentLimits.Slowness(Duration.ofMillis(900), Duration.ofSeconds(20), 1),
                    usual.maximumConnections()));
    PageServer page =
        PageServer.start(
            List.of(PageSource.of(directory.resolve("made-up.mv.db").toString())), settings);
    open.add(page);
    return page;
  }

  private List<Socket> slowBodies(PageServer page, int count) throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.url().getPort());
      open.add(socket);
      socket.setSoTimeout(6_000);
      say(socket, "POST /session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nx");
      slow.add(socket);
    }
    return slow;
  }

  @Test
  void aPortInUseIsSaidInOneLine() {
    study(1);
    URI taken = serve(Optional.empty()).url();
    AgentSettings same =
        AgentSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getPort()));
    assertThatThrownBy(() -> PageServer.start(List.of(), same))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot listen on")
        .hasMessageContaining("give another --listen");
  }

  @Test
  void aRunThatHasNotBegunIsWaitedFor() throws Exception {
    PageServer page =
        PageServer.start(
            List.of(
                new PageSource(
                    directory.toString(),
                    StudyDatabase.at(directory.resolve("made-up")),
                    Optional.empty(),
                    true)),
            loopback(Optional.empty()));
    open.add(page);
    BufferedReader events = events(page);
    assertThat(json(page, "/api/studies").path("studies").size()).isZero();
    study(3);
    assertThat(awaitTrials(page, events, 3).path("trials").asInt()).isEqualTo(3);
  }

  @Test
  void aStudyThatIsMadeAnewIsReadAnew() throws Exception {
    study(5);
    PageServer page = serve(Optional.empty());
    BufferedReader events = events(page);
    awaitTrials(page, events, 5);
    String before = json(page, "/api/studies").path("server").asText();
    open.remove(0).close();
    Files.delete(directory.resolve("made-up.mv.db"));
    study(2);
    while (json(page, "/api/studies").at("/studies/0/trials").asInt() != 2) {
      events.readLine();
    }
    assertThat(json(page, "/api/studies").path("server").asText()).isNotEqualTo(before);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aRunOfThisProcessKeepsItsLock() throws Exception {
    study(3);
    Path lock = directory.resolve("made-up.lock");
    String inode = ":" + Files.getAttribute(lock, "unix:ino") + " ";
    PageServer page = serve(Optional.empty());
    awaitTrials(page, events(page), 3);
    assertThat(json(page, "/api/studies").at("/studies/0/running").asBoolean()).isTrue();
    // POSIX lets go of a lock when its process closes any channel on the file
    assertThat(Files.readAllLines(Path.of("/proc/locks")))
        .anySatisfy(held -> assertThat(held).contains(inode));
  }

  @Test
  void whatIsNoStudyIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("noise.mv.db"), "noise");
    assertThatThrownBy(() -> PageSource.of(file.toString()))
        .hasMessageContaining("damaged or something else");
    assertThatThrownBy(() -> PageSource.of(directory.toString()))
        .hasMessageContaining("is not a run");
    assertThatThrownBy(() -> PageSource.of(directory.resolve("none").toString()))
        .hasMessageContaining("there is no directory");
  }

  private static String raw(PageServer page, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.url().getPort())) {
      say(socket, request);
      return firstLine(socket);
    }
  }

  private static void say(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  private static String firstLine(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    return String.valueOf(in.readLine());
  }

  private HttpResponse<String> ask(PageServer page, String what, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(page.url().resolve("/api/studies/0/" + what))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void onlyWhoHasATokenAsksAndANoteIsKeptWithTheStudy() throws Exception {
    study(3);
    open.remove(0).close();
    PageServer reading = serve(Optional.empty());
    awaitTrials(reading, events(reading), 3);
    assertThat(ask(reading, "trials/2/note", "odd").statusCode()).isEqualTo(403);
    PageServer page = serve(Optional.of(TOKEN));
    assertThat(ask(page, "trials/2/note", "odd").statusCode()).isEqualTo(401);
    String[] shown = {"Authorization", "Bearer " + TOKEN};
    while (get(page, "/api/studies/0", shown).statusCode() != 200) {
      Thread.sleep(20);
    }
    assertThat(ask(page, "trials/2/note", "odd <b>", shown).statusCode()).isEqualTo(200);
    assertThat(ask(page, "trials/9/note", "none", shown).statusCode()).isEqualTo(400);
    assertThat(ask(page, "stop", "stop", shown).body()).contains("served by its directory");
    assertThat(ask(page, "enqueue", "{\"width\": 7}", shown).body()).contains("width");
    assertThat(
            ask(page, "stop", "stop", "Authorization", "Bearer " + TOKEN, "Origin", "http://x")
                .statusCode())
        .isEqualTo(403);
    try (H2TrialStore store = H2TrialStore.openReadOnly(directory.resolve("made-up"))) {
      assertThat(store.attributes("made <b>up</b>").get("note.2")).contains("odd <b>");
    }
  }
}
