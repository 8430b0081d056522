package io.paretune.experiments.page.answer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.evaluators.onnx.outline.ModelOutline;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.protocol.Attempt;
import io.paretune.hardware.protocol.Recording;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a trial's kept files say: the network's layers, and every run that was timed. */
public final class MemberFiles {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Logger LOG = LoggerFactory.getLogger(MemberFiles.class);

  static final long LARGEST_NETWORK = 256L << 20;
  private static final long LARGEST_RECORDING = 16L << 20;
  private static final int LARGEST_UNPACKED_MIB = 32;

  /** Timed runs that are told of an attempt; of more, each so-and-so-manieth. */
  private static final int MOST_RUNS = 4000;

  private static final int MOST_LAYERS = 2000;

  /** The server's memory is a search's, too: it holds what is in one file at a time. */
  private final Semaphore turn = new Semaphore(1);

  /**
   * How robust the recommended file of a run is; nothing where that was not looked at.
   *
   * @throws IOException if it cannot be read, or is no JSON
   */
  public static ObjectNode robustness(Optional<RunDirectory> run) throws IOException {
    ObjectNode nothing = JsonNodeFactory.instance.objectNode();
    Optional<Path> file = run.map(RunDirectory::robustness).filter(Files::isRegularFile);
    return file.isPresent() && JSON.readTree(file.get().toFile()) instanceof ObjectNode told
        ? told
        : nothing;
  }

  /** Adds to what is shown of a trial what its file is called and how it is taken. */
  static void name(Trial trial, String path, ObjectNode shown) {
    if (artifact(trial).isEmpty()) {
      return;
    }
    String name = fileName(trial);
    shown.put("file", name);
    shown.put(
        "command",
        "paretune export %s --trial %d --to %s".formatted(quoted(path), trial.number(), name));
  }

  /** For a POSIX shell. */
  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  private static String artifact(Trial trial) {
    return trial.measurement().map(Measurement::artifact).orElse("");
  }

  /** What the file of a trial is called when it is taken. */
  public static String fileName(Trial trial) {
    boolean torch =
        trial
            .measurement()
            .map(measured -> measured.provenance().get(Provenance.ARTIFACT_FORMAT))
            .filter(format -> !format.contains("onnx"))
            .isPresent();
    return "trial-" + trial.number() + (torch ? ".pt" : ".onnx");
  }

  /** The file that a trial measured, if the run still has it whole. */
  public static Path network(Optional<RunDirectory> run, Trial trial) throws PageRefusedException {
    return file(run, trial, artifact(trial));
  }

  private static Path file(Optional<RunDirectory> run, Trial trial, String hash)
      throws PageRefusedException {
    if (run.isEmpty() || hash.isEmpty()) {
      throw new PageRefusedException(404, "trial " + trial.number() + " kept no such file");
    }
    try {
      return run.get().artifacts().verified(hash);
    } catch (RuntimeException missing) {
      LOG.debug("a file of trial {}", trial.number(), missing);
      throw new PageRefusedException(
          404, "the file of trial " + trial.number() + " is gone or damaged");
    }
  }

  static void requireSmall(Path file, long largest) throws PageRefusedException, IOException {
    if (Files.size(file) > largest) {
      throw new PageRefusedException(413, "the file is too large to be shown; take it instead");
    }
  }

  /** Has a file looked through when no other is. */
  private ObjectNode inTurn(Look look) throws PageRefusedException, IOException {
    if (!turn.tryAcquire()) {
      throw new PageRefusedException(503, "another file is looked through at this moment");
    }
    try {
      return look.found();
    } finally {
      turn.release();
    }
  }

  /** Looks through a file. */
  interface Look {
    ObjectNode found() throws PageRefusedException, IOException;
  }

  /** The layers of a trial's network: {@code {"layers": [..], "operators": {"Relu": 9}}}. */
  public ObjectNode layers(Optional<RunDirectory> run, Trial trial)
      throws PageRefusedException, IOException {
    if (!fileName(trial).endsWith(".onnx")) {
      throw new PageRefusedException(404, "only ONNX files are drawn");
    }
    Path file = network(run, trial);
    requireSmall(file, LARGEST_NETWORK);
    return inTurn(() -> layers(file));
  }

  private static ObjectNode layers(Path file) throws IOException {
    ModelOutline outline = ModelOutline.of(file);
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode layers = root.putArray("layers");
    for (ModelOutline.Layer layer : outline.layers()) {
      if (layers.size() < MOST_LAYERS) {
        ObjectNode node = layers.addObject().put("name", layer.name()).put("kind", layer.kind());
        layer.shape().forEach(node.putArray("shape")::add);
        node.put("weights", layer.weights()).put("bits", layer.bits());
      }
    }
    ObjectNode operators = root.putObject("operators");
    outline.operators().forEach(operators::put);
    return root;
  }

  /**
   * What was timed: {@code {"attempts": [{"accepted": true, "reasons": [], "runs": 640, "ms":
   * [..]}]}}, in the order in which it was taken.
   */
  public ObjectNode timing(Optional<RunDirectory> run, Trial trial)
      throws PageRefusedException, IOException {
    String hash =
        trial
            .measurement()
            .map(measured -> measured.provenance().getOrDefault(Provenance.LATENCY_SAMPLES, ""))
            .orElse("");
    Path file = file(run, trial, hash);
    requireSmall(file, LARGEST_RECORDING);
    return inTurn(() -> timing(file));
  }

  private static ObjectNode timing(Path file) throws IOException {
    Recording recording = Recording.fromBytes(Files.readAllBytes(file), LARGEST_UNPACKED_MIB);
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode attempts = root.putArray("attempts");
    for (Attempt attempt : recording.attempts()) {
      ObjectNode node = attempts.addObject().put("accepted", attempt.accepted());
      attempt.reasons().forEach(node.putArray("reasons")::add);
      long[] nanos = attempt.samples().nanos().toArray();
      node.put("runs", nanos.length);
      ArrayNode ms = node.putArray("ms");
      int every = Math.max(1, (nanos.length + MOST_RUNS - 1) / MOST_RUNS);
      for (int i = 0; i < nanos.length; i += every) {
        ms.add(nanos[i] / 1e6);
      }
    }
    return root;
  }
}
