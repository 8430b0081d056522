package io.paretune.evaluators.teacher;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.WeightsFile;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.train.views.Views;
import io.paretune.hardware.Digest;
import io.paretune.hardware.OneAtATime;
import io.paretune.hardware.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Teachers on disk, each trained once: addressed by the content of network, data and settings. A
 * file lock makes one of several processes train while the others wait for its result; the lock of
 * a killed process falls away, and files are moved into place only when whole.
 */
public final class TeacherCache {
  private static final Logger LOG = LoggerFactory.getLogger(TeacherCache.class);

  private final Path directory;
  private final Trainer trainer;
  private final Device device;

  /**
   * @param directory made if it does not exist
   * @param device where teachers are trained and asked
   */
  public TeacherCache(Path directory, Device device) {
    this.directory = directory;
    this.device = device;
    this.trainer = Trainer.on(device);
  }

  /** Where teachers are trained and asked. */
  public Device device() {
    return device;
  }

  /**
   * The teacher of this network, data and settings: from disk, or trained now from {@link
   * Initialisation#kaiming} with the settings' seed. Waits while another process trains it.
   *
   * @param settings without distillation: its temperature and alpha are not used
   * @throws TrainingException if the directory cannot be written
   */
  public Teacher get(Network network, DataSet data, TrainingSettings settings, StepGate gate) {
    return get(network, Optional.empty(), data, settings, gate);
  }

  /**
   * As {@link #get(Network, DataSet, TrainingSettings, StepGate)}, of a network that is trained
   * already.
   */
  public Teacher given(
      WeightedNetwork model, DataSet data, TrainingSettings settings, StepGate gate) {
    return get(model.network(), Optional.of(model.weights()), data, settings, gate);
  }

  private Teacher get(
      Network network,
      Optional<Weights> given,
      DataSet data,
      TrainingSettings settings,
      StepGate gate) {
    // Temperature and alpha play no part without a teacher, and are searched: they must not make
    // another teacher. One that is not trained knows views alone.
    String content =
        network.contentHash()
            + given.map(Weights::contentHash).orElse("")
            + data.contentHash()
            + (given.isPresent() ? settings.views() : settings.withDistillation(1, 0));
    return locked(
        content,
        stem -> {
          Optional<Teacher> known = known(stem, network);
          return known.isPresent() ? known.get() : make(stem, network, given, data, settings, gate);
        });
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
    return locked(
        "answers" + contentHash + data.contentHash() + views,
        stem -> {
          Path file = with(stem, ".logits");
          Optional<TeacherLogits> known = known(file);
          if (known.isPresent()) {
            return known.get();
          }
          TeacherLogits logits = TeacherLogits.compute(teacher, data.train(), views, gate);
          WholeFile.write(file, logits::save);
          return logits;
        });
  }

  private interface Making<T> {
    T at(Path stem) throws IOException;
  }

  private <T> T locked(String content, Making<T> making) {
    String key = Digest.sha256(content).substring(0, 24);
    Path stem = directory.resolve("teacher-" + key);
    try {
      Files.createDirectories(directory);
      return OneAtATime.with(directory.resolve("teacher-" + key + ".lock"), () -> making.at(stem));
    } catch (IOException e) {
      throw new TrainingException(
          "the teacher's cache %s cannot be used: %s".formatted(directory, e.getMessage()), e);
    }
  }

  private static Path with(Path stem, String ending) {
    return stem.resolveSibling(stem.getFileName() + ending);
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

  private static Optional<Teacher> known(Path stem, Network network) {
    try {
      return load(stem, network);
    } catch (IOException | IllegalArgumentException damaged) {
      LOG.warn("the teacher is made anew: {}", damaged.getMessage());
      return Optional.empty();
    }
  }

  /** The score is written last: where it is, the rest is whole. */
  private static Optional<Teacher> load(Path stem, Network network) throws IOException {
    Path score = with(stem, ".score");
    if (!Files.exists(score)) {
      return Optional.empty();
    }
    Weights weights = WeightsFile.load(with(stem, ".weights")).requireFor(network);
    TeacherLogits logits = TeacherLogits.load(with(stem, ".logits"));
    double value = Double.parseDouble(Files.readString(score).strip());
    return Optional.of(new Teacher(weights, logits, value, true));
  }

  private Teacher make(
      Path stem,
      Network network,
      Optional<Weights> given,
      DataSet data,
      TrainingSettings settings,
      StepGate gate)
      throws IOException {
    Weights weights = given.orElseGet(() -> train(network, data, settings, gate));
    TeacherLogits logits;
    double score;
    try (Inference inference = new Inference(network, weights, device)) {
      logits = TeacherLogits.compute(inference, data.train(), settings.views(), gate);
      score = inference.score(data.validation()).of(data.head().task().reported());
    }
    WeightsFile.save(weights, with(stem, ".weights"));
    WholeFile.write(with(stem, ".logits"), logits::save);
    WholeFile.write(with(stem, ".score"), file -> Files.writeString(file, score + "\n"));
    return new Teacher(weights, logits, score, false);
  }

  private Weights train(Network network, DataSet data, TrainingSettings settings, StepGate gate) {
    LOG.info("training the teacher {}", network);
    return trainer
        .train(
            network,
            Initialisation.kaiming(network, settings.seed()),
            data.train(),
            data.validation(),
            settings,
            Optional.empty(),
            EpochListener.untilTheEnd(),
            gate)
        .weights();
  }
}
