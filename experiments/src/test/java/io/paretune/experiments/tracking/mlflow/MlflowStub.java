package io.paretune.experiments.tracking.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What MLflow's tracking server answers, in memory: the requests that a tracker makes, with the
 * checks of its {@code utils/validation.py} (names, lengths, sizes of batches, parameters that do
 * not change). Runs come in pages of three.
 */
final class MlflowStub implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("[/\\w.\\- ]{1,250}");
  private static final Pattern FILTER = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'");
  private static final List<String> STATUS =
      List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");
  private static final int A_PAGE = 3;
  private static final String KEPT = "/api/2.0/mlflow-artifacts/artifacts/";

  /** A run. */
  static final class Run {
    final Map<String, String> parameters = new LinkedHashMap<>();
    final Map<String, String> tags = new LinkedHashMap<>();
    final List<JsonNode> metrics = new ArrayList<>();
    String status = "RUNNING";
  }

  /** Files by where they lie, and where runs are told that theirs do. */
  final Map<String, byte[]> files = new LinkedHashMap<>();

  /** The most bytes that a file may have, and how many were kept. */
  int largest = 1000;

  int puts;

  String artifacts = "mlflow-artifacts:/1/%s/artifacts";

  /** A refusal, as the server words it. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String code;

    Refusal(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }
  }

  final Map<String, Run> runs = new LinkedHashMap<>();
  final Map<String, String> experiments = new LinkedHashMap<>();
  final List<String> methods = new ArrayList<>();
  final List<String> authorizations = new ArrayList<>();

  /** Requests to hear but not to answer, from the next one on; and to refuse with 503. */
  int unanswered;

  int unavailable;

  /** Requests to hear and to answer as a gateway does that has waited for too long. */
  int late;

  /** A parameter's value that is refused. */
  String unwanted = "";

  private int made;
  private final HttpServer server;

  MlflowStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      byte[] bytes = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      if (exchange.getRequestMethod().equals("PUT") && path.startsWith(KEPT)) {
        if (bytes.length > largest) {
          answer(exchange, 413, "<html>Request Entity Too Large</html>");
          return;
        }
        puts++;
        files.put(path.substring(KEPT.length()), bytes);
        answer(exchange, 200, "{}");
        return;
      }
      JsonNode body = JSON.readTree(bytes);
      if (unavailable > 0) {
        unavailable--;
        answer(exchange, 503, "{\"message\": \"<html> busy\\nand more\"}");
        return;
      }
      ObjectNode answer;
      int status = 200;
      try {
        answer = answered(exchange.getRequestURI(), body);
      } catch (Refusal refused) {
        status = refused.status;
        answer =
            JSON.createObjectNode()
                .put("error_code", refused.code)
                .put("message", refused.getMessage());
      }
      if (unanswered > 0) {
        unanswered--;
        return;
      }
      if (late > 0) {
        late--;
        answer(exchange, 502, "<html>Bad Gateway</html>");
        return;
      }
      answer(exchange, status, answer.toString());
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private ObjectNode answered(URI uri, JsonNode body) {
    String method = uri.getPath().substring("/api/2.0/mlflow/".length());
    methods.add(method);
    return switch (method) {
      case "experiments/get-by-name" -> byName(uri.getRawQuery());
      case "experiments/create" -> createExperiment(text(body, "name"));
      case "runs/create" -> createRun(body);
      case "runs/get" -> get(uri.getRawQuery().substring("run_id=".length()));
      case "runs/search" -> search(body);
      case "runs/log-batch" -> log(body);
      case "runs/update" -> update(body);
      default -> throw new Refusal(404, "ENDPOINT_NOT_FOUND", method);
    };
  }

  private ObjectNode byName(String query) {
    String name =
        URLDecoder.decode(query.substring("experiment_name=".length()), StandardCharsets.UTF_8);
    String id = experiments.get(name);
    if (id == null) {
      throw new Refusal(
          404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment with name '" + name + "'");
    }
    ObjectNode root = JSON.createObjectNode();
    root.putObject("experiment").put("experiment_id", id).put("name", name);
    return root;
  }

  private ObjectNode createExperiment(String name) {
    if (experiments.containsKey(name)) {
      throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", name);
    }
    experiments.put(name, Integer.toString(experiments.size() + 1));
    return JSON.createObjectNode().put("experiment_id", experiments.get(name));
  }

  private ObjectNode createRun(JsonNode body) {
    require(experiments.containsValue(text(body, "experiment_id")), "no such experiment");
    require(body.path("start_time").isIntegralNumber(), "start_time");
    Run run = new Run();
    tags(run, body.path("tags"));
    String id = "run" + (char) ('a' + made) + made++;
    runs.put(id, run);
    return JSON.createObjectNode().set("run", shown(id, run));
  }

  private ObjectNode get(String id) {
    return JSON.createObjectNode()
        .set("run", shown(id, run(JSON.createObjectNode().put("run_id", id))));
  }

  private ObjectNode shown(String id, Run run) {
    ObjectNode root = JSON.createObjectNode();
    root.putObject("info")
        .put("run_id", id)
        .put("status", run.status)
        .put("artifact_uri", artifacts.formatted(id));
    ObjectNode data = root.putObject("data");
    Map<String, JsonNode> last = new LinkedHashMap<>();
    for (JsonNode metric : run.metrics) {
      last.merge(
          metric.path("key").asText(),
          metric,
          (a, b) -> b.path("step").asLong() >= a.path("step").asLong() ? b : a);
    }
    ArrayNode metrics = data.putArray("metrics");
    last.values().forEach(metrics::add);
    ArrayNode tags = data.putArray("tags");
    run.tags.forEach((key, value) -> tags.addObject().put("key", key).put("value", value));
    return root;
  }

  private ObjectNode search(JsonNode body) {
    require(body.path("max_results").asInt() <= 50_000, "max_results");
    require(!body.path("experiment_ids").isEmpty(), "experiment_ids");
    Matcher filter = FILTER.matcher(text(body, "filter"));
    require(filter.matches(), "Invalid filter " + text(body, "filter"));
    List<ObjectNode> found = new ArrayList<>();
    runs.forEach(
        (id, run) -> {
          if (filter.group(2).equals(run.tags.get(filter.group(1)))) {
            found.add(shown(id, run));
          }
        });
    int from = body.path("page_token").asInt(0);
    ObjectNode root = JSON.createObjectNode();
    ArrayNode page = root.putArray("runs");
    found.subList(from, Math.min(found.size(), from + A_PAGE)).forEach(page::add);
    if (from + A_PAGE < found.size()) {
      root.put("next_page_token", Integer.toString(from + A_PAGE));
    }
    return root;
  }

  private ObjectNode log(JsonNode body) {
    Run run = run(body);
    JsonNode metrics = body.path("metrics");
    JsonNode params = body.path("params");
    JsonNode tags = body.path("tags");
    require(body.toString().length() <= 1_000_000, "request too large");
    require(metrics.size() <= 1000 && params.size() <= 100 && tags.size() <= 100, "too many");
    require(metrics.size() + params.size() + tags.size() <= 1000, "too many in all");
    for (JsonNode metric : metrics) {
      name(text(metric, "key"));
      JsonNode value = metric.path("value");
      require(
          value.isNumber() || List.of("NaN", "Infinity", "-Infinity").contains(value.asText()),
          "value " + value);
      require(metric.path("timestamp").isIntegralNumber(), "timestamp");
      require(metric.path("step").isIntegralNumber(), "step");
      run.metrics.add(metric);
    }
    for (JsonNode param : params) {
      name(text(param, "key"));
      String value = text(param, "value");
      require(!value.equals(unwanted), "Unwanted");
      require(value.length() <= 250, "Param value has length " + value.length());
      String old = run.parameters.putIfAbsent(text(param, "key"), value);
      require(old == null || old.equals(value), "Changing param values is not allowed");
    }
    tags(run, tags);
    return JSON.createObjectNode();
  }

  private ObjectNode update(JsonNode body) {
    require(STATUS.contains(text(body, "status")), "status");
    run(body).status = text(body, "status");
    return JSON.createObjectNode();
  }

  private Run run(JsonNode body) {
    Run run = runs.get(text(body, "run_id"));
    if (run == null) {
      throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no run " + body);
    }
    return run;
  }

  private static void tags(Run run, JsonNode tags) {
    for (JsonNode tag : tags) {
      name(text(tag, "key"));
      require(text(tag, "value").length() <= 5000, "tag too long");
      run.tags.put(text(tag, "key"), text(tag, "value"));
    }
  }

  private static void name(String name) {
    String normal = URI.create("x:/").resolve("/" + name.replace(' ', '_')).normalize().getPath();
    require(
        !name.startsWith("..")
            && NAME.matcher(name).matches()
            && normal.equals("/" + name.replace(' ', '_')),
        "Invalid name: '" + name + "'");
  }

  private static String text(JsonNode node, String field) {
    require(node.path(field).isTextual(), "Missing value for required parameter '" + field + "'");
    return node.path(field).asText();
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new Refusal(400, "INVALID_PARAMETER_VALUE", message);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
