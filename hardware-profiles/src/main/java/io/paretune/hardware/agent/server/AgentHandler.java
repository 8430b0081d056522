package io.paretune.hardware.agent.server;

import io.paretune.hardware.Digest;
import io.paretune.hardware.agent.wire.AgentAnswer;
import io.paretune.hardware.agent.wire.AgentDescription;
import io.paretune.hardware.agent.wire.AgentJson;
import io.paretune.hardware.agent.wire.MeasureRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Admits requests, has them wait for their turn, and answers them. */
final class AgentHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(AgentHandler.class);
  private static final String BEARER = "Bearer ";

  private final AgentSettings settings;
  private final Measurer measurer;
  private final HeadDeadline deadline;
  private final Optional<byte[]> tokenDigest;
  private final Turns turns;
  private final WorkDirectory work;
  private final Consumer<String> listener;

  AgentHandler(
      AgentSettings settings,
      Measurer measurer,
      HeadDeadline deadline,
      WorkDirectory work,
      Consumer<String> listener) {
    this.settings = settings;
    this.measurer = measurer;
    this.deadline = deadline;
    this.tokenDigest = settings.token().map(AgentHandler::digest);
    this.turns = new Turns(settings.waiting(), settings.queueLimit());
    this.work = work;
    this.listener = listener;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    deadline.arrived(request.getConnectionMetaData().getConnection());
    String from = Request.getRemoteAddr(request);
    try {
      answer(response, callback, 200, route(request, from));
    } catch (Denial denial) {
      listener.accept(from + " refused (" + denial.status() + "): " + denial.reason());
      denial
          .retryAfter()
          .ifPresent(span -> response.getHeaders().put(HttpHeader.RETRY_AFTER, span.toSeconds()));
      if (denial.status() == 401) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
      }
      answer(response, callback, denial.status(), AgentJson.refusal(denial.reason()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      answer(response, callback, 503, AgentJson.refusal("the agent is being stopped"));
    } catch (RuntimeException failure) {
      // its text may name what is nobody's business elsewhere
      LOG.warn("a request of {} failed", from, failure);
      answer(response, callback, 500, AgentJson.refusal("the agent failed; its log says why"));
    }
    return true;
  }

  private static void answer(Response response, Callback callback, int status, String json) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    Content.Sink.write(response, true, json, callback);
  }

  private String route(Request request, String from) throws Denial, InterruptedException {
    String path = Request.getPathInContext(request);
    String method = request.getMethod();
    admit(request.getHeaders());
    return switch (path) {
      case "/v1/agent" -> {
        requireMethod(method, "GET");
        yield AgentJson.write(description());
      }
      case "/v1/measure" -> {
        requireMethod(method, "POST");
        yield AgentJson.write(measure(request, from));
      }
      default -> throw new Denial(404, "there is only /v1/agent and /v1/measure");
    };
  }

  private static void requireMethod(String given, String only) throws Denial {
    if (!given.equals(only)) {
      throw new Denial(405, "only " + only + " can be asked for here");
    }
  }

  private void admit(HttpFields headers) throws Denial {
    // a page that somebody looks at must not measure in his name, not even on loopback
    if (headers.contains(HttpHeader.ORIGIN)) {
      throw new Denial(403, "requests of web pages are not taken");
    }
    if (tokenDigest.isEmpty()) {
      return;
    }
    String given = headers.get(HttpHeader.AUTHORIZATION);
    boolean bearer = given != null && given.regionMatches(true, 0, BEARER, 0, BEARER.length());
    String token = bearer ? String.valueOf(given).substring(BEARER.length()).strip() : "";
    // of digests, in constant time: neither length nor beginning of the secret shows in the time
    if (!MessageDigest.isEqual(digest(token), tokenDigest.get())) {
      throw new Denial(401, given == null ? "a token is needed" : "the token is wrong");
    }
  }

  private AgentDescription description() {
    AgentDescription identity = measurer.identity();
    return new AgentDescription(
        identity.machine(),
        identity.versions(),
        settings.maximumBytes(),
        settings.measurementLimit(),
        settings.queueLimit());
  }

  private AgentAnswer measure(Request request, String from) throws Denial, InterruptedException {
    HttpFields headers = request.getHeaders();
    String type = headers.get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.strip().equalsIgnoreCase(MeasureRequest.MEDIA_TYPE)) {
      throw new Denial(415, "the content must be " + MeasureRequest.MEDIA_TYPE);
    }
    long length = headers.getLongField(HttpHeader.CONTENT_LENGTH);
    if (length < 0) {
      throw new Denial(411, "the length of the content must be given");
    }
    if (length > Reception.LARGEST_HEAD + settings.maximumBytes()) {
      throw new Denial(
          413, "at most " + settings.maximumBytes() + " bytes are taken, these are " + length);
    }
    Reception reception = new Reception(request, length, settings);
    turns.take();
    try {
      long start = System.nanoTime();
      MeasureRequest received = reception.receive(work);
      long there = System.nanoTime();
      AgentAnswer answer = measurer.measure(work, settings.measurementLimit());
      listener.accept(
          String.format(
              Locale.ROOT,
              "%s measured %s: %d bytes, received in %.1f s, measured in %.1f s: %.4f ms%s",
              from,
              received.model().substring(0, 12),
              received.modelBytes(),
              (there - start) / 1e9,
              (System.nanoTime() - there) / 1e9,
              answer.reading().latency().medianMs(),
              answer.reading().latency().stable() ? "" : ", unstable"));
      return answer;
    } finally {
      try {
        work.clear();
      } catch (IOException left) {
        LOG.warn("{} cannot be cleared: {}", work.path(), left.toString());
      }
      turns.end();
    }
  }

  private static byte[] digest(String text) {
    return Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
  }
}
