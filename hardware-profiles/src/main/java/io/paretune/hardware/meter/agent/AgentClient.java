package io.paretune.hardware.meter.agent;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.MeasuringTimeoutException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.meter.agent.wire.AgentAnswer;
import io.paretune.hardware.meter.agent.wire.AgentDescription;
import io.paretune.hardware.meter.agent.wire.AgentJson;
import io.paretune.hardware.meter.agent.wire.MeasureRequest;
import io.paretune.hardware.profile.AgentAccess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks one agent, once: what it says, that it is away, or what is wrong. Thread-safe. */
final class AgentClient {
  private static final int LARGEST_RETRY_AFTER = 3600;

  private final AgentAccess access;
  private final ClientLimits limits;
  private final HttpClient http;

  /**
   * A client.
   *
   * @throws HardwareException if the certificate to trust cannot be read
   */
  AgentClient(AgentAccess access, ClientLimits limits) {
    this.access = access;
    this.limits = limits;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(limits.connect());
    Trust.of(access).ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /**
   * Asks for a description.
   *
   * @throws HardwareException if it does not come
   */
  AgentDescription describe() {
    try {
      return describeOrAway();
    } catch (AgentUnavailableException away) {
      throw new HardwareException(about(away.getMessage()), away);
    }
  }

  AgentDescription describeOrAway() throws AgentUnavailableException {
    byte[] body;
    try {
      body = exchange(request("/v1/agent").GET().build(), limits.describe());
    } catch (AgentUnavailableException away) {
      // nothing was begun, however it ended
      throw new AgentUnavailableException(String.valueOf(away.getMessage()), away.retryAfter());
    }
    return understood(() -> AgentJson.readDescription(body));
  }

  /** Sends a model and waits for its reading. */
  AgentAnswer measure(
      MeasureRequest request, byte[] input, Path model, AgentDescription description)
      throws AgentUnavailableException {
    BodyPublisher file;
    try {
      file = BodyPublishers.ofFile(model);
    } catch (IOException e) {
      throw new ModelRefusedException("the model " + model + " cannot be read: " + e, e);
    }
    HttpRequest post =
        request("/v1/measure")
            .header("Content-Type", MeasureRequest.MEDIA_TYPE)
            .POST(
                BodyPublishers.concat(
                    BodyPublishers.ofByteArray(request.head()),
                    BodyPublishers.ofByteArray(input),
                    file))
            .build();
    Duration upload = Duration.ofSeconds(request.length() / limits.slowestUpload());
    Duration limit =
        upload
            .plus(description.queueLimit())
            .plus(description.measurementLimit())
            .plus(limits.slack());
    byte[] body = exchange(post, limit);
    return understood(() -> AgentJson.readAnswer(body));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(access.url() + path));
    access.token().token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request;
  }

  /** The body of an answer that is none of the refusals, within a time for all of it. */
  private byte[] exchange(HttpRequest request, Duration limit) throws AgentUnavailableException {
    CompletableFuture<HttpResponse<byte[]>> pending =
        http.sendAsync(request, head -> new BoundedBody(limits.largestAnswer()));
    HttpResponse<byte[]> response;
    try {
      response = pending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      pending.cancel(true);
      throw new AgentUnavailableException("it did not answer within " + seconds(limit), late);
    } catch (InterruptedException e) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw new HardwareException("interrupted while an agent measured", e);
    } catch (ExecutionException e) {
      throw unreachable(e.getCause() == null ? e : e.getCause());
    }
    if (response.statusCode() == 200) {
      return response.body();
    }
    throw refused(response);
  }

  private AgentUnavailableException unreachable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BoundedBody.TooLarge) {
        throw new HardwareException(about(String.valueOf(cause.getMessage())), failure);
      }
      if (cause instanceof CertificateException) {
        throw new HardwareException(
            about(
                "its certificate is not trusted: "
                    + AgentJson.oneLine(String.valueOf(cause.getMessage()))
                    + "; the profile's 'certificate' or 'pin' says which one is right"),
            failure);
      }
    }
    String reason =
        failure instanceof ConnectException
            ? "no connection can be made"
            : "the connection broke: " + AgentJson.oneLine(String.valueOf(failure.getMessage()));
    return new AgentUnavailableException(reason, failure);
  }

  private AgentUnavailableException refused(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    String reason = AgentJson.readRefusal(response.body()).orElse("no reason given");
    return switch (status) {
      case 429, 503 -> new AgentUnavailableException("it is busy: " + reason, retryAfter(response));
      case 408 ->
          new AgentUnavailableException("the way to it is too slow: " + reason, Optional.empty());
      case 401, 403 ->
          throw new HardwareException(about("it refuses access (" + status + "): " + reason));
      case 422 -> throw new ModelRefusedException(about("it refuses the model: " + reason));
      case 504 -> throw new MeasuringTimeoutException(about("it answered 504: " + reason));
      default -> throw new HardwareException(about("it answered " + status + ": " + reason));
    };
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(text -> Duration.ofSeconds(Math.min(LARGEST_RETRY_AFTER, Integer.parseInt(text))));
  }

  private <T> T understood(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException nonsense) {
      throw new HardwareException(
          about("its answer makes no sense: " + nonsense.getMessage()), nonsense);
    }
  }

  /** A reason with the agent's address. */
  String about(@Nullable String reason) {
    return "the agent at " + access.url() + ": " + reason;
  }

  private static String seconds(Duration span) {
    return span.toMillis() % 1000 == 0 ? span.toSeconds() + " s" : span.toMillis() + " ms";
  }
}
