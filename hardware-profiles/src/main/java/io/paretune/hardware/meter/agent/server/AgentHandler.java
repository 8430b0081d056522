package io.paretune.hardware.meter.agent.server;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.MeasuringTimeoutException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.UnfitProfileException;
import io.paretune.hardware.meter.agent.wire.AgentAnswer;
import io.paretune.hardware.meter.agent.wire.AgentDescription;
import io.paretune.hardware.meter.agent.wire.AgentJson;
import io.paretune.hardware.meter.agent.wire.MeasureRequest;
import io.paretune.hardware.meter.process.Measurer;
import io.paretune.hardware.meter.process.WorkDirectory;
import java.io.IOException;
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

  private final AgentLimits limits;
  private final Measurer measurer;
  private final HeadDeadline deadline;
  private final Optional<AccessToken> token;
  private final Turns turns;
  private final WorkDirectory work;
  private final Consumer<String> listener;

  AgentHandler(
      AgentSettings settings,
      Measurer measurer,
      HeadDeadline deadline,
      WorkDirectory work,
      Consumer<String> listener) {
    this.limits = settings.limits();
    this.measurer = measurer;
    this.deadline = deadline;
    this.token = settings.token().map(AccessToken::new);
    this.turns = new Turns(limits.queue());
    this.work = work;
    this.listener = listener;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    deadline.arrived(request.getConnectionMetaData().getConnection());
    String from = Request.getRemoteAddr(request);
    try {
      answer(response, callback, 200, route(request, from));
    } catch (RequestDeniedException denial) {
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

  private String route(Request request, String from)
      throws RequestDeniedException, InterruptedException {
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
      default -> throw new RequestDeniedException(404, "there is only /v1/agent and /v1/measure");
    };
  }

  private static void requireMethod(String given, String only) throws RequestDeniedException {
    if (!given.equals(only)) {
      throw new RequestDeniedException(405, "only " + only + " can be asked for here");
    }
  }

  private void admit(HttpFields headers) throws RequestDeniedException {
    // a page that somebody looks at must not measure in his name, not even on loopback
    if (headers.contains(HttpHeader.ORIGIN)) {
      throw new RequestDeniedException(403, "requests of web pages are not taken");
    }
    if (token.isEmpty()) {
      return;
    }
    Optional<String> shown = AccessToken.shown(headers);
    if (!token.get().is(shown.orElse(""))) {
      throw new RequestDeniedException(
          401, shown.isEmpty() ? "a token is needed" : "the token is wrong");
    }
  }

  private AgentDescription description() {
    AgentDescription identity = measurer.identity();
    return new AgentDescription(
        identity.machine(),
        identity.versions(),
        limits.maximumBytes(),
        limits.measurement(),
        limits.queue().patience());
  }

  private AgentAnswer measure(Request request, String from)
      throws RequestDeniedException, InterruptedException {
    long length = length(request.getHeaders());
    Reception reception = new Reception(request, length, limits.slowness());
    turns.take();
    try {
      long start = System.nanoTime();
      MeasureRequest received = reception.receive(work);
      long there = System.nanoTime();
      AgentAnswer answer = measured();
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

  /** Of the content, if that is what is taken. */
  private long length(HttpFields headers) throws RequestDeniedException {
    String type = headers.get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.strip().equalsIgnoreCase(MeasureRequest.MEDIA_TYPE)) {
      throw new RequestDeniedException(415, "the content must be " + MeasureRequest.MEDIA_TYPE);
    }
    long length = headers.getLongField(HttpHeader.CONTENT_LENGTH);
    if (length < 0) {
      throw new RequestDeniedException(411, "the length of the content must be given");
    }
    if (length > Reception.LARGEST_HEAD + limits.maximumBytes()) {
      throw new RequestDeniedException(
          413, "at most " + limits.maximumBytes() + " bytes are taken, these are " + length);
    }
    return length;
  }

  private AgentAnswer measured() throws RequestDeniedException {
    try {
      return measurer.measure(work, limits.measurement());
    } catch (ModelRefusedException refused) {
      throw denied(422, refused);
    } catch (UnfitProfileException unfit) {
      throw denied(400, unfit);
    } catch (MeasuringTimeoutException late) {
      throw denied(504, late);
    } catch (HardwareException failed) {
      throw denied(500, failed);
    }
  }

  private static RequestDeniedException denied(int status, HardwareException reason) {
    return new RequestDeniedException(status, String.valueOf(reason.getMessage()));
  }
}
