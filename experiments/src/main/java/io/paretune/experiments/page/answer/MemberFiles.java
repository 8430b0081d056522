package io.paretune.experiments.page.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.evaluators.onnx.outline.BlockTimes;
import io.paretune.evaluators.onnx.outline.ModelOutline;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.experiments.evaluation.network.NetworkConfig;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Attempt;
import io.paretune.hardware.protocol.Recording;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a trial's kept files say: the network's layers, and every run that was timed. */
public final class MemberFiles {

  private static final Logger LOG = LoggerFactory.getLogger(MemberFiles.class);

  private static final long LARGEST_NETWORK = 256L << 20;
  private static final long LARGEST_RECORDING = 16L << 20;
  private static final int LARGEST_UNPACKED_MIB = 32;

  /** Timed runs that are told of an attempt; of more, each so-and-so-manieth. */
  private static final int MOST_RUNS = 4000;

  private static final int MOST_LAYERS = 2000;
  private static final int MOST_KNOWN = 200;

  /** How long it is waited for those who train or measure. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The server's memory is a search's, too: it holds what is in one file at a time. */
  private final Semaphore turn = new Semaphore(1);

  /** Files that were run, which would hold up whoever trains: the last ones; used in turn. */
  private final Map<Path, ObjectNode> blocksByFile =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, ObjectNode> eldest) {
          return size() > MOST_KNOWN;
        }
      };

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

  private static void requireSmall(Path file, long largest)
      throws PageRefusedException, IOException {
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
   * Where the time of a trial's network goes, by running it here for a second: {@code {"blocks":
   * [{"name": "stage1.block0", "micros": 12.5, "nodes": 3}], "runs": 200, "profile": ".."}}. Nobody
   * trains or measures on this machine meanwhile.
   */
  public ObjectNode blocks(Optional<RunDirectory> run, Trial trial)
      throws PageRefusedException, IOException {
    Path file = network(run, trial);
    requireSmall(file, LARGEST_NETWORK);
    HardwareProfile profile = profile(run.orElseThrow());
    return inTurn(
        () -> {
          ObjectNode before = blocksByFile.get(file);
          if (before != null) {
            return before;
          }
          Path scratch = Files.createTempDirectory("paretune-blocks");
          try (LeaseHandle alone = MeasuringLease.ofThisHost().exclusive(PATIENCE)) {
            ObjectNode found = blocks(BlockTimes.of(file, profile, scratch));
            blocksByFile.put(file, found.put("profile", profile.name()));
            return found;
          } catch (HardwareException busy) {
            throw new PageRefusedException(409, String.valueOf(busy.getMessage()));
          } finally {
            try (Stream<Path> left = Files.walk(scratch)) {
              for (Path one : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
              }
            }
          }
        });
  }

  /** Of the run's networks, if it is for this machine's processor. */
  private static HardwareProfile profile(RunDirectory run) throws PageRefusedException {
    Optional<HardwareProfile> profile =
        Experiment.kept(run).spec().evaluation() instanceof NetworkConfig network
            ? Optional.of(network.trials().measuring().profile())
            : Optional.empty();
    return profile
        .filter(asked -> !asked.isElsewhere() && asked.device() instanceof Device.Cpu)
        .orElseThrow(
            () ->
                new PageRefusedException(
                    404, "only networks that are measured on this machine's processor are run here"));
  }

  private static ObjectNode blocks(BlockTimes times) {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("runs", times.runs());
    ArrayNode blocks = root.putArray("blocks");
    times.blocks().stream()
        .limit(MOST_LAYERS)
        .forEach(
            block ->
                blocks
                    .addObject()
                    .put("name", block.name())
                    .put("micros", block.micros())
                    .put("nodes", block.nodes()));
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
