package io.paretune.experiments.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.experiments.page.answer.MemberBlocks;
import io.paretune.experiments.page.answer.MemberFiles;
import io.paretune.experiments.page.answer.PageJson;
import io.paretune.experiments.page.answer.PageRefusedException;
import io.paretune.experiments.page.answer.SlowAnswers;
import io.paretune.experiments.page.answer.StudyRequests;
import io.paretune.experiments.page.follow.FollowedStudy;
import io.paretune.experiments.page.follow.Follower;
import io.paretune.experiments.page.follow.WorkerLanes;
import io.paretune.hardware.meter.agent.server.HeadDeadline;
import io.paretune.results.live.ColumnRequest;
import io.paretune.results.page.Site;
import io.paretune.results.page.StudyJson;
import io.paretune.results.store.StudyView;
import io.paretune.results.store.database.StoreException;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests: what there is stands in docs/live-page.md. */
final class PageHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(PageHandler.class);

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

  private static final Pattern STUDY =
      Pattern.compile("/api/studies/([0-9]{1,4})(/([a-z]+)(/([0-9]{1,18})(/([a-z]+))?)?)?");

  private static final Pattern ASKED =
      Pattern.compile("/api/studies/([0-9]{1,4})/(stop|enqueue|trials/([0-9]{1,18})/note)");

  private static final int LONGEST_TOKEN = 1024;
  private static final int LONGEST_REQUEST = 64 << 10;
  private static final int MOST_COLUMNS = 80;
  private static final int MOST_CURVES = 40;

  /** Requests that read a database at a time; the others are told to come back. */
  private static final int MOST_READING = 3;

  private final Admission admission;
  private final HeadDeadline deadline;
  private final SmallBodies tokens;
  private final SmallBodies asked;
  private final Follower follower;
  private final EventStreams streams;
  private final SlowAnswers slow;
  private final MemberFiles files = new MemberFiles();
  private final MemberBlocks blocks = new MemberBlocks();
  private final Semaphore reading = new Semaphore(MOST_READING);

  PageHandler(
      Admission admission,
      HeadDeadline deadline,
      Follower follower,
      EventStreams streams,
      SlowAnswers slow) {
    this.admission = admission;
    this.deadline = deadline;
    this.tokens = new SmallBodies(deadline.limit(), LONGEST_TOKEN);
    this.asked = new SmallBodies(deadline.limit(), LONGEST_REQUEST);
    this.follower = follower;
    this.streams = streams;
    this.slow = slow;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    deadline.arrived(request.getConnectionMetaData().getConnection());
    protect(response.getHeaders());
    try {
      admission.requireOwn(request.getHeaders());
      route(request, response, callback);
    } catch (PageRefusedException refused) {
      refuse(response, callback, refused);
    } catch (IllegalArgumentException malformed) {
      refuse(
          response,
          callback,
          new PageRefusedException(400, String.valueOf(malformed.getMessage())));
    } catch (StoreException rewritten) {
      LOG.debug("a database was rewritten while a request read it", rewritten);
      refuse(response, callback, new PageRefusedException(503, "the database is being rewritten"));
    } catch (IOException | RuntimeException failure) {
      // its text may name what is nobody's business elsewhere
      LOG.warn("a request failed", failure);
      refuse(
          response, callback, new PageRefusedException(500, "the server failed; its log says why"));
    }
    return true;
  }

  /** Forbids a browser whatever a page of this server does not do. */
  private static void protect(HttpFields.Mutable headers) {
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
  }

  private static void refuse(Response response, Callback callback, PageRefusedException refused) {
    response.setStatus(refused.status());
    if (refused.status() == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
    }
    if (refused.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    ObjectNode reason = JsonNodeFactory.instance.objectNode().put("refused", refused.reason());
    json(response, callback, reason.toString());
  }

  private static void json(Response response, Callback callback, String text) {
    write(response, callback, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Response response, Callback callback, String type, byte[] content) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length);
    response.write(true, ByteBuffer.wrap(content), callback);
  }

  private void route(Request request, Response response, Callback callback)
      throws PageRefusedException, IOException {
    String path = Request.getPathInContext(request);
    if (path.equals("/session")) {
      requireMethod(request, "POST");
      session(request, response, callback);
      return;
    }
    Matcher asked = ASKED.matcher(path);
    if (asked.matches()) {
      requireMethod(request, "POST");
      requireAdmitted(request);
      ask(asked, request, response, callback);
      return;
    }
    requireMethod(request, "GET");
    if (path.equals("/") || path.startsWith("/site/")) {
      // the page itself holds nothing of a study: who lacks the token is asked for it there
      Site.Asset asset =
          Site.asset(path.equals("/") ? "index.html" : path.substring("/site/".length()))
              .orElseThrow(() -> new PageRefusedException(404, "there is no such page"));
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
      write(response, callback, asset.type(), asset.content());
      return;
    }
    requireAdmitted(request);
    follower.asked();
    api(path, request, response, callback);
  }

  private void requireAdmitted(Request request) throws PageRefusedException {
    if (!admission.admits(request)) {
      throw new PageRefusedException(401, "a token is needed, or the one that was shown is wrong");
    }
  }

  /** Something is asked of a study: only by who has a token, so that no one else's page can. */
  private void ask(Matcher what, Request request, Response response, Callback callback)
      throws PageRefusedException {
    if (!admission.asksForToken()) {
      throw new PageRefusedException(
          403, "this page only reads; serve with --token-file takes requests, too");
    }
    FollowedStudy study = study(Integer.parseInt(what.group(1)));
    asked.read(
        request,
        body -> {
          try {
            switch (what.group(2)) {
              case "stop" -> StudyRequests.stop(study);
              case "enqueue" -> StudyRequests.enqueue(study, body);
              default -> StudyRequests.note(study, Long.parseLong(what.group(3)), body);
            }
            follower.asked();
            json(response, callback, "{}");
          } catch (PageRefusedException refused) {
            refuse(response, callback, refused);
          } catch (RuntimeException failure) {
            LOG.warn("a request could not be passed on", failure);
            refuse(response, callback, new PageRefusedException(500, "it could not be passed on"));
          }
        },
        broken -> refuse(response, callback, broken));
  }

  private static void requireMethod(Request request, String only) throws PageRefusedException {
    if (!request.getMethod().equals(only)) {
      throw new PageRefusedException(405, "only " + only + " can be asked for here");
    }
  }

  /** Changes the token, which is the body, for a cookie. */
  private void session(Request request, Response response, Callback callback)
      throws PageRefusedException {
    if (!admission.asksForToken()) {
      throw new PageRefusedException(404, "no token is needed");
    }
    tokens.read(
        request,
        given -> {
          if (admission.isToken(given)) {
            response.getHeaders().put(HttpHeader.SET_COOKIE, admission.cookie());
            json(response, callback, "{}");
          } else {
            refuse(response, callback, new PageRefusedException(401, "the token is wrong"));
          }
        },
        broken -> refuse(response, callback, broken));
  }

  private void api(String path, Request request, Response response, Callback callback)
      throws PageRefusedException, IOException {
    if (path.equals("/api/events")) {
      if (!streams.open(request, response, callback)) {
        throw new PageRefusedException(503, "too many look at this page already");
      }
      return;
    }
    if (path.equals("/api/studies")) {
      json(
          response,
          callback,
          PageJson.studies(follower.id(), follower.studies(), admission.asksForToken()).toString());
      return;
    }
    Matcher parts = STUDY.matcher(path);
    if (!parts.matches()) {
      throw new PageRefusedException(404, "there is no such thing");
    }
    FollowedStudy study = study(Integer.parseInt(parts.group(1)));
    if (parts.group(7) != null) {
      Trial trial = read(study, Long.parseLong(parts.group(5)));
      member(study, trial, parts.group(7), response, callback);
    } else if (parts.group(5) != null && parts.group(3).equals("trials")) {
      json(response, callback, trial(study, Long.parseLong(parts.group(5))));
    } else if (parts.group(5) == null) {
      study(study, parts.group(3), request, response, callback);
    } else {
      throw new PageRefusedException(404, "there is no such thing");
    }
  }

  private FollowedStudy study(int place) throws PageRefusedException {
    List<FollowedStudy> studies = List.copyOf(follower.studies());
    if (place >= studies.size()) {
      throw new PageRefusedException(404, "there is no study " + place);
    }
    return studies.get(place);
  }

  private void study(
      FollowedStudy study, String what, Request request, Response response, Callback callback)
      throws PageRefusedException, IOException {
    Fields query = Request.extractQueryParameters(request);
    switch (String.valueOf(what)) {
      case "null" -> json(response, callback, PageJson.study(study).toString());
      case "facts" -> json(response, callback, StudyJson.facts(study.attributes()).toString());
      case "columns" ->
          write(response, callback, "application/octet-stream", columns(study, query));
      case "workers" -> json(response, callback, workers(study));
      case "robustness" ->
          json(response, callback, MemberFiles.robustness(study.source().run()).toString());
      case "curves" -> json(response, callback, curves(study, query));
      case "hypervolume" ->
          json(response, callback, slow.answer(study, SlowAnswers.Question.HYPERVOLUME).toString());
      case "importance" ->
          json(response, callback, slow.answer(study, SlowAnswers.Question.IMPORTANCE).toString());
      default -> throw new PageRefusedException(404, "a study has no '" + what + "'");
    }
  }

  private static String workers(FollowedStudy study) throws IOException {
    return study.source().run().isPresent()
        ? WorkerLanes.of(study.source().run().get()).toString()
        : "{}";
  }

  private static byte[] columns(FollowedStudy study, Fields query) {
    List<ColumnRequest> wanted = new ArrayList<>();
    for (String one : listed(query, "c", MOST_COLUMNS)) {
      wanted.add(ColumnRequest.of(one));
    }
    return study.table().since(number(query, "since", -1), (int) number(query, "from", 0), wanted);
  }

  private static List<String> listed(Fields query, String name, int most) {
    String text = query.getValue(name);
    List<String> all = text == null || text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    if (all.size() > most) {
      throw new IllegalArgumentException(
          "at most " + most + " can be asked for in " + name + ", got " + all.size());
    }
    return all;
  }

  private static long number(Fields query, String name, long otherwise) {
    String text = query.getValue(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("-1|[0-9]{1,18}")) {
      throw new IllegalArgumentException(name + " must be a number, got '" + text + "'");
    }
    return Math.min(Long.parseLong(text), name.equals("from") ? Integer.MAX_VALUE : Long.MAX_VALUE);
  }

  private String trial(FollowedStudy study, long number) throws PageRefusedException {
    return PageJson.trial(study, read(study, number)).toString();
  }

  private Trial read(FollowedStudy study, long number) throws PageRefusedException {
    return read(study, List.of(number)).stream()
        .findFirst()
        .orElseThrow(() -> new PageRefusedException(404, "there is no trial " + number));
  }

  private List<Trial> read(FollowedStudy study, List<Long> numbers) throws PageRefusedException {
    if (!reading.tryAcquire()) {
      throw new PageRefusedException(503, "too many read at this moment");
    }
    try (StudyView view = study.source().open()) {
      List<Trial> trials = new ArrayList<>();
      for (long number : numbers) {
        trials.addAll(view.trials(study.name(), number, number + 1));
      }
      return study.shown(trials);
    } finally {
      reading.release();
    }
  }

  private String curves(FollowedStudy study, Fields query) throws PageRefusedException {
    List<Long> numbers = new ArrayList<>();
    for (String one : listed(query, "trials", MOST_CURVES)) {
      if (!one.matches("[0-9]{1,18}")) {
        throw new IllegalArgumentException("trials must be numbers, got '" + one + "'");
      }
      numbers.add(Long.parseLong(one));
    }
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode all = root.putArray("curves");
    for (Trial trial : read(study, numbers)) {
      ObjectNode node = all.addObject().put("trial", trial.number());
      node.put("state", trial.state().name());
      node.set("points", StudyJson.reports(trial));
    }
    return root.toString();
  }

  /** What belongs to one trial beside what the database says. */
  private void member(
      FollowedStudy study, Trial trial, String what, Response response, Callback callback)
      throws PageRefusedException, IOException {
    switch (what) {
      case "file" -> file(study, trial, response, callback);
      case "layers" ->
          json(response, callback, files.layers(study.source().run(), trial).toString());
      case "timing" ->
          json(response, callback, files.timing(study.source().run(), trial).toString());
      case "blocks" -> json(response, callback, blocks(study, trial).toString());
      default -> throw new PageRefusedException(404, "a trial has no '" + what + "'");
    }
  }

  private ObjectNode blocks(FollowedStudy study, Trial trial)
      throws PageRefusedException, IOException {
    if (study.running()) {
      throw new PageRefusedException(
          409, "the run goes on, and this would hold it up; ask when it has ended");
    }
    return blocks.of(study.source().run(), trial);
  }

  /** The file that a trial measured, as the run keeps it. */
  private static void file(FollowedStudy study, Trial trial, Response response, Callback callback)
      throws PageRefusedException, IOException {
    Path file = MemberFiles.network(study.source().run(), trial);
    response
        .getHeaders()
        .put("Content-Disposition", "attachment; filename=\"" + MemberFiles.fileName(trial) + "\"");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, Files.size(file));
    Content.copy(Content.Source.from(file), response, callback);
  }
}
