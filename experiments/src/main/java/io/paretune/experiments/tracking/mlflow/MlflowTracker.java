package io.paretune.experiments.tracking.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.experiments.tracking.Tracked.Content;
import io.paretune.experiments.tracking.Tracked.Member;
import io.paretune.experiments.tracking.Tracker;
import io.paretune.experiments.tracking.TrackingSettings.MlflowServer;
import io.paretune.results.artifact.ArtifactException;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A study as a run of MLflow, its trials as runs below it: parameters, intermediate values by step
 * (metric {@code intermediate}), metrics at the end, why it ended as tags. The study's own run has
 * the objectives of complete trials, by the order in which they ended.
 *
 * <p>What the server has already is asked of it, by tags, when it is first reached and after each
 * request that failed, which may have been heard: the state is the server's, none is kept here.
 */
public final class MlflowTracker implements Tracker {

  private static final String PARENT = "mlflow.parentRunId";
  private static final String STUDY = "paretune.study";
  private static final String TRIAL = "paretune.trial";
  private static final String ATTEMPT = "paretune.attempt";
  private static final String STEP = "paretune.step";
  private static final String INTERMEDIATE = "intermediate";
  private static final String FILE = "paretune.file";
  private static final int A_PAGE = 100;

  /** Where the server itself keeps a run's files: {@code mlflow-artifacts:/1/5e1f/artifacts}. */
  private static final Pattern SERVED =
      Pattern.compile("mlflow-artifacts:/([A-Za-z0-9._~%-][A-Za-z0-9._~%/-]*)");

  private final MlflowServer server;
  private final StudyDefinition definition;
  private final String study;
  private final MlflowClient client;
  private final Clock clock;
  private final Map<Long, Child> children = new HashMap<>();
  private final Set<Long> refused = new HashSet<>();
  private final List<String> remarks = new ArrayList<>();
  private Optional<Parent> parent = Optional.empty();

  /** The study's run: where it is, and the order of the last trial whose objectives it has. */
  private record Parent(String experiment, String run, long order) {}

  /**
   * A trial's run: the last step and the attempt of which values were sent, and whether it ended.
   */
  private record Child(String run, int attempt, long step, boolean ended) {}

  /**
   * A tracker; reaches for nothing yet.
   *
   * @param study what tells the study from all others, wherever it is resumed
   * @param environment says who writes, see {@link MlflowClient}
   * @throws IllegalArgumentException if that cannot be sent
   */
  public MlflowTracker(
      MlflowServer server,
      StudyDefinition definition,
      String study,
      Map<String, String> environment,
      Clock clock) {
    this.server = server;
    this.definition = definition;
    this.study = study;
    this.client = new MlflowClient(server.address(), environment);
    this.clock = clock;
  }

  @Override
  public String place() {
    return "MLflow at " + server.address();
  }

  @Override
  public void take(List<Trial> trials) throws IOException, InterruptedException {
    boolean anew = parent.isEmpty();
    try {
      takeAll(trials, anew);
    } catch (IOException failed) {
      // a request may have been heard whatever its answer was: the server is asked anew
      parent = Optional.empty();
      children.clear();
      throw failed;
    }
  }

  /** Sends what is new; refusals by a server that was asked just now are of single trials. */
  private void takeAll(List<Trial> trials, boolean anew) throws IOException, InterruptedException {
    Parent known = connected();
    for (Trial trial : trials) {
      if (trial.state() != TrialState.WAITING && !refused.contains(trial.number())) {
        try {
          take(known, trial);
        } catch (MlflowException answer) {
          if (!anew || !answer.isRefusal()) {
            throw answer;
          }
          refused.add(trial.number());
          remarks.add(
              place()
                  + " does not take trial "
                  + trial.number()
                  + " ("
                  + answer.getMessage()
                  + "); the others are sent");
        }
      }
    }
    summarise(known, trials);
  }

  @Override
  public List<String> remarks() {
    List<String> some = List.copyOf(remarks);
    remarks.clear();
    return some;
  }

  @Override
  public void found(List<Member> members) throws IOException, InterruptedException {
    connected();
    boolean keeps = server.files();
    for (Member member : members) {
      Child child = children.get(member.trial().number());
      if (child != null) {
        try {
          added(child, member);
          keeps = keeps && (member.file().isEmpty() || keep(child, member));
        } catch (MlflowException | ArtifactException answer) {
          remarks.add(
              "%s did not get all that was found of trial %d (%s)"
                  .formatted(place(), member.trial().number(), answer.getMessage()));
        }
      }
    }
  }

  /** Sends a member's figures; the same again at the same step does no harm. */
  private void added(Child child, Member member) throws IOException, InterruptedException {
    MlflowBatch batch = new MlflowBatch(child.run());
    long step = lastStep(member.trial()) + 1;
    long millis = member.trial().finishedAt().map(Instant::toEpochMilli).orElseGet(clock::millis);
    new TreeMap<>(member.found()).forEach((name, value) -> batch.metric(name, value, millis, step));
    send(batch);
  }

  private void send(MlflowBatch batch) throws IOException, InterruptedException {
    for (ObjectNode body : batch.bodies()) {
      client.post("runs/log-batch", body);
    }
  }

  /**
   * Sends a file to where the server keeps a run's, unless it is there; false if that is not by the
   * server.
   */
  private boolean keep(Child child, Member member) throws IOException, InterruptedException {
    JsonNode run = client.get("runs/get", "run_id", child.run()).path("run");
    String place = run.path("info").path("artifact_uri").asText();
    Matcher served = SERVED.matcher(place);
    if (!served.matches()) {
      remarks.add(
          "%s keeps files at %s, where only its own clients write: the front's were not sent (log: {files: false} says so)"
              .formatted(place(), place.isEmpty() ? "a place that it does not tell" : place));
      return false;
    }
    Content content = member.file().orElseThrow();
    if (!tag(run, FILE).equals(content.hash())) {
      Path file = content.checked().get();
      String name = "trial-" + member.trial().number() + ending(file);
      client.put(served.group(1) + "/" + name, file);
      send(new MlflowBatch(child.run()).tag(FILE, content.hash()));
    }
    return true;
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(Math.max(0, name.lastIndexOf('.')));
  }

  @Override
  public void end() throws IOException, InterruptedException {
    if (parent.isPresent()) {
      update(parent.get().run(), "FINISHED", Optional.of(clock.instant()));
    }
  }

  private Parent connected() throws IOException, InterruptedException {
    if (parent.isPresent()) {
      return parent.get();
    }
    String experiment = experiment();
    List<JsonNode> found = new ArrayList<>();
    runs(experiment, STUDY, study, found::add);
    Parent reached;
    if (found.isEmpty()) {
      ObjectNode body =
          object().put("experiment_id", experiment).put("run_name", definition.name());
      body.put("start_time", clock.millis());
      body.putArray("tags")
          .add(MlflowBatch.tagged(STUDY, study))
          .add(MlflowBatch.tagged("mlflow.note.content", described()));
      reached = new Parent(experiment, created(body), -1);
    } else {
      JsonNode run = found.get(0);
      String first = new MlflowBatch.Names().of(definition.objectives().get(0).name());
      reached = new Parent(experiment, id(run), lastStep(run, first));
      update(reached.run(), "RUNNING", Optional.empty());
      children(reached);
    }
    parent = Optional.of(reached);
    return reached;
  }

  private String described() {
    StringBuilder text = new StringBuilder("A search by Paretune. ");
    for (Objective objective : definition.objectives()) {
      text.append(objective.direction()).append(' ').append(objective.name()).append(". ");
    }
    return text.append("Each trial is a run below this one.").toString();
  }

  private String experiment() throws IOException, InterruptedException {
    try {
      return client
          .get("experiments/get-by-name", "experiment_name", server.experiment())
          .path("experiment")
          .path("experiment_id")
          .asText();
    } catch (MlflowException answered) {
      if (!answered.is("RESOURCE_DOES_NOT_EXIST")) {
        throw answered;
      }
      return client
          .post("experiments/create", object().put("name", server.experiment()))
          .path("experiment_id")
          .asText();
    }
  }

  /** The trials' runs that the server has. */
  private void children(Parent known) throws IOException, InterruptedException {
    runs(known.experiment(), PARENT, known.run(), this::child);
  }

  private void child(JsonNode run) {
    String number = tag(run, TRIAL);
    if (!number.isEmpty()) {
      String status = run.path("info").path("status").asText();
      String attempt = tag(run, ATTEMPT);
      String step = tag(run, STEP);
      children.put(
          Long.parseLong(number),
          new Child(
              id(run),
              attempt.isEmpty() ? 0 : Integer.parseInt(attempt),
              step.isEmpty() ? lastStep(run, INTERMEDIATE) : Long.parseLong(step),
              !status.equals("RUNNING") && !status.equals("SCHEDULED")));
    }
  }

  private static String tag(JsonNode run, String key) {
    for (JsonNode tag : run.path("data").path("tags")) {
      if (tag.path("key").asText().equals(key)) {
        return tag.path("value").asText();
      }
    }
    return "";
  }

  /** Active runs with a tag, page by page: thousands are never in memory at once. */
  private void runs(String experiment, String tag, String value, Consumer<JsonNode> found)
      throws IOException, InterruptedException {
    String page = "";
    do {
      ObjectNode body = object().put("max_results", A_PAGE);
      body.putArray("experiment_ids").add(experiment);
      body.put("filter", "tags.`" + tag + "` = '" + value + "'");
      if (!page.isEmpty()) {
        body.put("page_token", page);
      }
      JsonNode answer = client.post("runs/search", body);
      answer.path("runs").forEach(found);
      page = answer.path("next_page_token").asText("");
    } while (!page.isEmpty());
  }

  private static String id(JsonNode run) {
    return run.path("info").path("run_id").asText();
  }

  /** A run tells of each metric the value of its last step. */
  private static long lastStep(JsonNode run, String metric) {
    for (JsonNode one : run.path("data").path("metrics")) {
      if (one.path("key").asText().equals(metric)) {
        return one.path("step").asLong();
      }
    }
    return -1;
  }

  private String created(ObjectNode body) throws IOException, InterruptedException {
    return id(client.post("runs/create", body).path("run"));
  }

  private void take(Parent known, Trial trial) throws IOException, InterruptedException {
    Child child = children.get(trial.number());
    if (child == null) {
      child = begun(known, trial);
      children.put(trial.number(), child);
    }
    if (child.ended()) {
      return;
    }
    MlflowBatch batch = new MlflowBatch(child.run());
    if (child.attempt() == 0) {
      // the same again does no harm
      trial.assignment().asMap().forEach((name, value) -> batch.parameter(name, value.toString()));
    }
    if (child.attempt() != trial.attempts()) {
      batch.tag(ATTEMPT, Integer.toString(trial.attempts()));
    }
    long millis = trial.finishedAt().map(Instant::toEpochMilli).orElseGet(clock::millis);
    long sent = reported(batch, trial, child, millis);
    if (trial.attempts() > 1) {
      // the metric's last step may be of the attempt before
      batch.tag(STEP, Long.toString(sent));
    }
    boolean ended = trial.state().isFinished();
    if (ended) {
      conclude(batch, trial, millis);
    }
    send(batch);
    if (ended) {
      update(child.run(), status(trial.state()), trial.finishedAt());
    }
    children.put(trial.number(), new Child(child.run(), trial.attempts(), sent, ended));
  }

  /** Adds the intermediate values since the last step, or of a new attempt; gives the last step. */
  private static long reported(MlflowBatch batch, Trial trial, Child child, long millis) {
    long sent = trial.attempts() == child.attempt() || child.attempt() == 0 ? child.step() : -1;
    for (Report report : trial.reports()) {
      if (report.step() > sent) {
        batch.metric(INTERMEDIATE, report.value(), millis, report.step());
        sent = report.step();
      }
    }
    return sent;
  }

  private Child begun(Parent known, Trial trial) throws IOException, InterruptedException {
    ObjectNode body =
        object()
            .put("experiment_id", known.experiment())
            .put("run_name", "trial " + trial.number())
            .put(
                "start_time",
                trial.startedAt().map(Instant::toEpochMilli).orElseGet(clock::millis));
    body.putArray("tags")
        .add(MlflowBatch.tagged(PARENT, known.run()))
        .add(MlflowBatch.tagged(TRIAL, Long.toString(trial.number())));
    return new Child(created(body), 0, -1, false);
  }

  private static long lastStep(Trial trial) {
    return trial.reports().stream().mapToLong(Report::step).max().orElse(0);
  }

  private static void conclude(MlflowBatch batch, Trial trial, long millis) {
    long step = lastStep(trial);
    Map<String, Double> metrics =
        trial.measurement().map(Measurement::metrics).orElse(trial.declared());
    metrics.forEach((name, value) -> batch.metric(name, value, millis, step));
    batch.tag("paretune.state", trial.state().name()).tag("paretune.sampler", trial.sampler());
    if (!trial.reason().isEmpty()) {
      batch.tag("paretune.reason", trial.reason());
    }
    trial
        .measurement()
        .ifPresent(
            measured -> {
              if (!measured.artifact().isEmpty()) {
                batch.tag("paretune.artifact", measured.artifact());
              }
              measured
                  .caveats()
                  .forEach(
                      caveat ->
                          batch.tag(
                              "paretune.caveat." + caveat.kind().name().toLowerCase(Locale.ROOT),
                              caveat.reason()));
            });
  }

  private static String status(TrialState state) {
    return switch (state) {
      case COMPLETE -> "FINISHED";
      case PRUNED -> "KILLED";
      case FAILED -> "FAILED";
      case WAITING -> "SCHEDULED";
      case RUNNING -> "RUNNING";
    };
  }

  private void update(String run, String status, Optional<Instant> end)
      throws IOException, InterruptedException {
    ObjectNode body = object().put("run_id", run).put("status", status);
    end.ifPresent(at -> body.put("end_time", at.toEpochMilli()));
    client.post("runs/update", body);
  }

  /** The objectives of trials that were completed since, for the study's own run. */
  private void summarise(Parent known, List<Trial> trials)
      throws IOException, InterruptedException {
    MlflowBatch batch = new MlflowBatch(known.run());
    long order = known.order();
    List<Trial> complete =
        trials.stream()
            .filter(trial -> trial.state() == TrialState.COMPLETE)
            .filter(trial -> trial.finishOrder() > known.order())
            .sorted(Comparator.comparingLong(Trial::finishOrder))
            .toList();
    for (Trial trial : complete) {
      order = trial.finishOrder();
      long millis = trial.finishedAt().map(Instant::toEpochMilli).orElseGet(clock::millis);
      for (Objective objective : definition.objectives()) {
        double value = trial.measurement().orElseThrow().metric(objective.name());
        batch.metric(objective.name(), value, millis, order);
      }
    }
    send(batch);
    parent = Optional.of(new Parent(known.experiment(), known.run(), order));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
