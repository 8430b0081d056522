package io.paretune.evaluators.train.step;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.train.batch.Batch;
import io.paretune.evaluators.train.forward.ScriptedForward;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.gpu.Crowding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a step's batch is computed: on one device, or in parts on several devices of this host or
 * shares of its processor, side by side. Gradients are those of the mean loss over all examples:
 * what one device computes that takes the same parts one after the other, to the last bit on a
 * processor. Each part has batch statistics of its own, and running statistics are the first one's,
 * as in PyTorch's {@code DistributedDataParallel}.
 *
 * <p>Where a device's memory is too small for its part, parts are halved, for the rest of the
 * training; running statistics have seen that batch once more.
 */
public final class Shares {
  private static final Logger LOG = LoggerFactory.getLogger(Shares.class);

  /** Batch normalisation needs two examples. */
  private static final int FEWEST = 2;

  /** Parts are not made smaller for the sake of others. */
  private static final int FEWEST_FOR_OTHERS = 4;

  /** The branches of a part are taken one after the other. */
  private final Lanes alone = new Lanes(1);

  private final List<NDManager> places;
  private final Lanes lanes;
  private final List<ScriptedForward> scripted = new ArrayList<>();
  private final Crowding crowding;
  private int parts;

  /**
   * @param places of each device or share; the first one's holds the weights
   * @param precision of convolutions
   * @param lanes as many as there are places, or, for one place, threads that take branches side by
   *     side where they allow it; their owner closes them
   */
  public Shares(List<NDManager> places, Precision precision, Lanes lanes) {
    this(places, precision, lanes, () -> 0);
  }

  /**
   * As {@link #Shares(List, Precision, Lanes)}, beside other processes on the same devices.
   *
   * @param excess bytes that this process takes of their memory beyond its share; asked every
   *     {@value Crowding#BETWEEN} steps, and after each step while room is made
   */
  public Shares(List<NDManager> places, Precision precision, Lanes lanes, LongSupplier excess) {
    if (places.isEmpty() || (places.size() > 1 && places.size() != lanes.count())) {
      throw new IllegalArgumentException(
          "there must be a lane for each place, got %d and %d"
              .formatted(lanes.count(), places.size()));
    }
    this.places = List.copyOf(places);
    this.lanes = lanes;
    this.crowding = new Crowding(excess);
    this.parts = places.size();
    for (int lane = 0; lane < lanes.count(); lane++) {
      scripted.add(new ScriptedForward(precision, places.get(lane % places.size())));
    }
  }

  /** Owns the weights. */
  NDManager first() {
    return places.get(0);
  }

  /**
   * Takes a step's passes.
   *
   * @param step owns what they leave
   */
  List<StepBranches> take(List<Branch> branches, Batch batch, Update update, NDManager step) {
    int count = Math.max(1, Math.min(parts, batch.size() / FEWEST));
    List<StepBranches> all = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      all.add(part(branches, batch, p, count, update, step));
    }
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      if (places.size() == 1) {
        all.forEach(part -> part.take(lanes, scripted, collector));
      } else if (independent(branches)) {
        lanes.all(lane -> take(all, lane, places.size(), collector));
      } else {
        for (int p = 0; p < count; p++) {
          take(all, p, count, collector);
        }
      }
    }
    return all;
  }

  /**
   * Makes room for other processes, if it is time to look whether they have enough: what is kept
   * for later steps goes first, and parts are halved if a step takes too much then, as long as that
   * helps.
   *
   * @param examples of the batch
   */
  void share(int examples) {
    Crowding.Move move = crowding.after(examples / (2 * parts) >= FEWEST_FOR_OTHERS);
    switch (move) {
      case HALVE -> {
        if (parts == places.size()) {
          LOG.warn(
              "a batch of {} takes more than this worker's share of the memory of {}, on which"
                  + " others train, too: it is taken in smaller parts, which is slower; give fewer"
                  + " workers, or a smaller batch-size",
              examples,
              first().getDevice());
        }
        parts *= 2;
      }
      case UNDO -> {
        LOG.warn(
            "smaller parts of a batch take hardly less of the memory of {}, on which others train,"
                + " too: weights fill this worker's share; give fewer workers",
            first().getDevice());
        parts /= 2;
      }
      case GO_ON, EMPTY -> {}
    }
    if (move != Crowding.Move.GO_ON) {
      emptyCache(first().getDevice());
    }
  }

  /** Gives back what is kept of a GPU's memory for later arrays. */
  public static void emptyCache(Device device) {
    if (device.isGpu()) {
      JniUtils.emptyCudaCache();
    }
  }

  /** Takes every so many parts, all of one place. */
  private void take(List<StepBranches> all, int from, int step, GradientCollector collector) {
    int place = from % places.size();
    for (int p = from; p < all.size(); p += step) {
      all.get(p).take(alone, scripted.subList(place, place + 1), collector);
    }
  }

  private StepBranches part(
      List<Branch> branches, Batch batch, int part, int count, Update update, NDManager step) {
    if (count == 1) {
      return new StepBranches(branches, new StepBranches.Part(batch, 1), update, step);
    }
    int from = (int) ((long) batch.size() * part / count);
    int to = (int) ((long) batch.size() * (part + 1) / count);
    Device device = places.get(part % places.size()).getDevice();
    NDManager own = step.newSubManager(device);
    return new StepBranches(
        part == 0 ? branches : branches.stream().map(Branch::withoutStatistics).toList(),
        new StepBranches.Part(batch.part(from, to, own), (to - from) / (double) batch.size()),
        update,
        own);
  }

  /** Whether parts may be computed at once: dropout on one device draws from one source. */
  private boolean independent(List<Branch> branches) {
    long devices = places.stream().map(NDManager::getDevice).distinct().count();
    return branches.stream()
        .allMatch(
            branch ->
                branch.objective().sharesWell() && (devices == places.size() || !branch.draws()));
  }

  /**
   * Halves the parts after a failure for want of memory.
   *
   * @param examples of the batch
   * @throws RuntimeException the failure, if it is another one, or parts cannot be halved
   */
  void halve(RuntimeException failure, int examples) {
    if (!isOutOfMemory(failure) || examples / (2 * parts) < FEWEST) {
      throw failure;
    }
    if (parts == places.size()) {
      LOG.warn(
          "a batch of {} does not fit into the memory of {}: it is taken in smaller parts, whose"
              + " gradients add up, which is slower; give a smaller batch-size, or precision: bf16",
          examples,
          first().getDevice());
    }
    parts *= 2;
    emptyCache(first().getDevice());
  }

  private static boolean isOutOfMemory(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("out of memory") || message.contains("can't allocate memory");
  }
}
