package io.paretune.experiments.tracking.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests to an MLflow server: version 2.0 of its REST interface, JSON both ways. */
final class MlflowClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Bytes a millisecond, about 1 Mbit/s: whoever sends files more slowly is not waited for. */
  private static final int SLOWEST = 128;

  private static final int LONGEST_MESSAGE = 300;
  private static final int LARGEST_ANSWER = 1 << 26;

  private final URI address;
  private final Optional<String> authorization;
  private final HttpClient http =
      HttpClient.newBuilder()
          // some servers drop the body of a request that offers HTTP/2 beside it
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * A client.
   *
   * @param environment who writes, as MLflow's own clients take it: {@code MLFLOW_TRACKING_TOKEN},
   *     or {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}
   * @throws IllegalArgumentException naming the variable that cannot be sent
   */
  MlflowClient(URI address, Map<String, String> environment) {
    this.address = address;
    this.authorization = authorization(environment);
  }

  private static Optional<String> authorization(Map<String, String> environment) {
    String password = secret(environment, "MLFLOW_TRACKING_PASSWORD").orElse("");
    Optional<String> user = secret(environment, "MLFLOW_TRACKING_USERNAME");
    return secret(environment, "MLFLOW_TRACKING_TOKEN")
        .map(token -> "Bearer " + token)
        .or(() -> user.map(name -> "Basic " + encoded(name + ":" + password)));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A variable, without the line end that files of secrets often have; never put in a message. */
  private static Optional<String> secret(Map<String, String> environment, String variable) {
    String value = environment.getOrDefault(variable, "").replaceFirst("\\r?\\n\\z", "");
    boolean token = variable.endsWith("TOKEN");
    if (value
        .chars()
        .anyMatch(c -> Character.isISOControl(c) || (token && (c <= ' ' || c > '~')))) {
      throw new IllegalArgumentException(
          variable
              + " in the environment has "
              + (token
                  ? "spaces, control characters or letters beyond ASCII"
                  : "control characters")
              + " in it: set it to one line, as the server gave it");
    }
    return Optional.of(value).filter(given -> !given.isEmpty());
  }

  /**
   * Asks for something by one query parameter.
   *
   * @param method such as {@code runs/get}
   */
  JsonNode get(String method, String name, String value) throws IOException, InterruptedException {
    return answer(
        request(method + "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
            .GET());
  }

  /** Has something done. */
  JsonNode post(String method, ObjectNode body) throws IOException, InterruptedException {
    return answer(
        request(method)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  /**
   * Keeps a file with the artifacts that the server passes on to its store; waits for as long as
   * {@value #SLOWEST} bytes a millisecond take, too.
   *
   * @param place its path there, as URIs have it
   */
  void put(String place, Path file) throws IOException, InterruptedException {
    answer(
        to("/api/2.0/mlflow-artifacts/artifacts/" + place)
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofFile(file)),
        PATIENCE.plusMillis(Files.size(file) / SLOWEST));
  }

  private HttpRequest.Builder request(String method) {
    return to("/api/2.0/mlflow/" + method);
  }

  private HttpRequest.Builder to(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    authorization.ifPresent(who -> request.header("Authorization", who));
    return request;
  }

  private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    return answer(request, PATIENCE);
  }

  private JsonNode answer(HttpRequest.Builder request, Duration patience)
      throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HttpResponse<Void> response = received(request.build(), patience, bytes);
    JsonNode body;
    try {
      if (bytes.size() > LARGEST_ANSWER) {
        throw new MlflowException(response.statusCode(), "", "more than any MLflow server does");
      }
      body = JSON.readTree(bytes.toString(StandardCharsets.UTF_8));
    } catch (JsonProcessingException foreign) {
      throw new MlflowException(response.statusCode(), "", "not JSON, so it is no MLflow server");
    }
    if (response.statusCode() != 200) {
      String message = body.path("message").asText("");
      throw new MlflowException(
          response.statusCode(),
          body.path("error_code").asText(""),
          message.lines().findFirst().orElse("").strip().transform(MlflowClient::shortened));
    }
    return body;
  }

  /** Waits for an answer's head and body: a request's own time limit ends with the head. */
  private HttpResponse<Void> received(
      HttpRequest request, Duration patience, ByteArrayOutputStream bytes)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<Void>> pending =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.ofByteArrayConsumer(
                part -> {
                  if (bytes.size() <= LARGEST_ANSWER) {
                    part.ifPresent(bytes::writeBytes);
                  }
                }));
    try {
      return pending.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new IOException("it did not answer within " + patience.toSeconds() + " s", late);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
    } finally {
      pending.cancel(true);
    }
  }

  private static String shortened(String message) {
    return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
  }
}
