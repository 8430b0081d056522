package io.paretune.evaluators.teacher;

import ai.djl.Device;
import io.paretune.evaluators.artifact.ExampleBatches;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.signature.InputLayout;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.train.views.Views;
import io.paretune.hardware.Digest;
import io.paretune.hardware.OneAtATime;
import io.paretune.hardware.WholeFile;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of trained teachers on disk, each asked for once: addressed by the content of teacher,
 * data and views. A file lock makes one of several processes ask while the others wait for its
 * result; the lock of a killed process falls away, and files are moved into place only when whole.
 */
public final class TeacherCache {
  private static final Logger LOG = LoggerFactory.getLogger(TeacherCache.class);

  private final Path directory;
  private final Device device;
  private final int threads;
  private final BooleanSupplier worthWaiting;

  /**
   * @param directory made if it does not exist
   * @param device where networks are asked
   * @param threads of ONNX Runtime, where that is a processor
   */
  public TeacherCache(Path directory, Device device, int threads) {
    this(directory, device, threads, () -> true);
  }

  private TeacherCache(Path directory, Device device, int threads, BooleanSupplier worthWaiting) {
    this.directory = directory;
    this.device = device;
    this.threads = threads;
    this.worthWaiting = worthWaiting;
  }

  /**
   * As {@link #answers(Scorer, String, DataSet, Views, StepGate)}, of a network: on a processor
   * ONNX Runtime answers from its exported file, which takes a fraction of what PyTorch does.
   */
  public TeacherLogits answers(WeightedNetwork teacher, DataSet data, Views views, StepGate gate) {
    Network network = teacher.network();
    String content = network.contentHash() + teacher.weights().contentHash();
    if (device.isGpu()) {
      try (Inference inference = new Inference(network, teacher.weights(), device)) {
        return answers(inference, "network" + content, data, views, gate);
      }
    }
    Predictions.Form form = network.isClosed() ? Predictions.Form.ANSWERS : Predictions.Form.RAW;
    try (BatchModel model =
        BatchModel.onnx(OnnxExport.encode(network, teacher.weights()), threads)) {
      ExampleBatches batches = new ExampleBatches(model, InputLayout.AS_IT_IS, data.shape());
      return answers(batches.scorer(form), "exported" + content, data, views, gate);
    }
  }

  /** This cache, in which nobody waits longer for another process than is worth it. */
  public TeacherCache waiting(BooleanSupplier worth) {
    return new TeacherCache(directory, device, threads, worth);
  }

  /**
   * The answers of a trained teacher to every view of the training split: from disk, or asked now.
   * Waits while another process asks.
   *
   * @param contentHash of the teacher: what its answers depend on, beside the data
   * @param gate goes around every batch
   * @throws TrainingException if the directory cannot be written
   */
  public TeacherLogits answers(
      Scorer teacher, String contentHash, DataSet data, Views views, StepGate gate) {
    String key = Digest.sha256("answers" + contentHash + data.contentHash() + views);
    Path file = directory.resolve("teacher-" + key.substring(0, 24) + ".logits");
    try {
      Files.createDirectories(directory);
      OneAtATime.Work<TeacherLogits> asking =
          () -> {
            Optional<TeacherLogits> known = known(file);
            if (known.isPresent()) {
              return known.get();
            }
            WholeFile.write(
                file,
                unfinished ->
                    TeacherLogits.compute(teacher, data.train(), views, gate, unfinished));
            return TeacherLogits.load(file);
          };
      Path lock = file.resolveSibling("teacher-" + key.substring(0, 24) + ".lock");
      Optional<TeacherLogits> waited = OneAtATime.whileWorth(lock, worthWaiting, asking);
      // who does not wait asks for itself
      return waited.isPresent() ? waited.get() : asking.done();
    } catch (IOException e) {
      throw new TrainingException(
          "the teacher's cache %s cannot be used: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** What is there, unless it is damaged: then it is made anew. */
  private static Optional<TeacherLogits> known(Path answers) {
    try {
      return Files.exists(answers) ? Optional.of(TeacherLogits.load(answers)) : Optional.empty();
    } catch (IOException | IllegalArgumentException damaged) {
      LOG.warn("the teacher is asked anew: {}", damaged.getMessage());
      return Optional.empty();
    }
  }
}
