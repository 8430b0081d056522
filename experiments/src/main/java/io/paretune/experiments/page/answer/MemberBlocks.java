package io.paretune.experiments.page.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.evaluators.onnx.outline.BlockTimes;
import io.paretune.experiments.evaluation.network.NetworkConfig;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
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

/**
 * Where the time of a trial's network goes, found by running it here for a second. Nobody trains or
 * measures on this machine meanwhile, so what was found of the last files is kept.
 */
public final class MemberBlocks {

  private static final int MOST_BLOCKS = 2000;
  private static final int MOST_KNOWN = 200;

  /** How long it is waited for those who train or measure. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Semaphore turn = new Semaphore(1);

  /** By file; touched by who has the turn. */
  private final Map<Path, ObjectNode> known = new LinkedHashMap<>();

  /**
   * The blocks: {@code {"blocks": [{"name": "stage1.block0", "micros": 12.5, "nodes": 3}], "runs":
   * 200, "profile": ".."}}, in the order in which they run.
   *
   * @throws PageRefusedException if the trial kept no such network, or the machine is busy
   */
  public ObjectNode of(Optional<RunDirectory> run, Trial trial)
      throws PageRefusedException, IOException {
    Path file = MemberFiles.network(run, trial);
    MemberFiles.requireSmall(file, MemberFiles.LARGEST_NETWORK);
    HardwareProfile profile = profile(run.orElseThrow());
    if (!turn.tryAcquire()) {
      throw new PageRefusedException(503, "another network is run at this moment");
    }
    try {
      ObjectNode found = known.containsKey(file) ? known.get(file) : found(file, profile);
      known.remove(known.size() < MOST_KNOWN ? file : known.keySet().iterator().next());
      known.put(file, found);
      return found;
    } catch (HardwareException refused) {
      throw new PageRefusedException(409, String.valueOf(refused.getMessage()));
    } finally {
      turn.release();
    }
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
                    404, "only networks for this machine's processor are run here"));
  }

  private static ObjectNode found(Path file, HardwareProfile profile) throws IOException {
    Path scratch = Files.createTempDirectory("paretune-blocks");
    try {
      LeaseHandle alone = MeasuringLease.ofThisHost().exclusive(PATIENCE);
      try {
        return json(BlockTimes.of(file, profile, scratch)).put("profile", profile.name());
      } finally {
        alone.close();
      }
    } finally {
      try (Stream<Path> left = Files.walk(scratch)) {
        for (Path one : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }

  private static ObjectNode json(BlockTimes times) {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("runs", times.runs());
    ArrayNode blocks = root.putArray("blocks");
    for (BlockTimes.Block block : times.blocks()) {
      if (blocks.size() < MOST_BLOCKS) {
        ObjectNode node = blocks.addObject().put("name", block.name());
        node.put("micros", block.micros()).put("nodes", block.nodes());
      }
    }
    return root;
  }
}
