package io.paretune.experiments.bench.sharing;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.MappedWeights;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.evaluators.supernet.SharedTensors;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.views.Views;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.preparation.SupernetPreparation;
import io.paretune.evaluators.trial.preparation.kept.PreparationListener;
import io.paretune.evaluators.trial.preparation.kept.Prepared;
import io.paretune.hardware.Digest;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Judges networks as parts of the shared one and trained alone. What a network came to is kept
 * beside the shared network under a hash of what went in, so that a measurement that was ended goes
 * on where it was, and one over more networks begins with those that are known.
 */
public final class SharingBench {

  private final NetworkProblem problem;
  private final SupernetPreparation preparation;
  private final Place place;
  private final boolean alone;

  /**
   * Where the networks are judged.
   *
   * @param seed the study's, of the shared network and of those alone
   * @param directory for what outlives a measurement, shared with searches
   * @param gate goes around every step of a training
   */
  public record Place(long seed, Path directory, StepGate gate) {}

  /** Told of every network. */
  @FunctionalInterface
  public interface Listener {
    /**
     * One is done.
     *
     * @param row what it came to
     * @param known whether an earlier measurement had found it out
     */
    void done(SharingRow row, boolean known);
  }

  /**
   * @param problem with sharing
   * @param alone whether networks are trained alone, too
   */
  public SharingBench(NetworkProblem problem, Place place, boolean alone) {
    this.problem = problem;
    this.preparation =
        new SupernetPreparation(
            problem,
            place.seed(),
            new io.paretune.evaluators.trial.preparation.kept.Place(
                place.directory(), place.gate()));
    this.place = place;
    this.alone = alone;
  }

  /** The networks that can be compared. */
  public FamilyParts family() {
    return preparation.family();
  }

  /** What a network is judged by, beside its log-loss. */
  public Metric reported() {
    return problem.data().head().task().reported();
  }

  /** Trains the shared network, if no search or measurement has. */
  public Prepared prepare(PreparationListener listener) {
    return preparation.prepare(listener);
  }

  /**
   * Judges networks in turn.
   *
   * @param prepared the shared network
   * @throws UncheckedIOException if what is found out cannot be kept
   */
  public void run(
      Prepared prepared, List<DrawnNetwork> networks, PublishedLabels labels, Listener listener) {
    try (FigureJournal journal = journal(prepared)) {
      SharedTensors tensors = preparation.tensors();
      for (int i = 0; i < networks.size(); i++) {
        DrawnNetwork network = networks.get(i);
        Optional<FigureJournal.Figures> known = journal.find(network.name());
        FigureJournal.Figures figures =
            known.isPresent() ? known.get() : figures(network.network(), i, tensors);
        if (known.isEmpty()) {
          journal.add(network.name(), figures);
        }
        listener.done(row(network, figures, labels), known.isPresent());
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          "what is measured cannot be kept in %s: %s"
              .formatted(place.directory(), unwritable.getMessage()),
          unwritable);
    }
  }

  private FigureJournal journal(Prepared prepared) throws IOException {
    String identity =
        String.join(
            "\n",
            MappedWeights.open(prepared.file()).contentHash(),
            problem.data().contentHash(),
            Integer.toString(statisticsImages()),
            alone ? settings(0).toString() : "");
    return FigureJournal.open(
        place.directory().resolve("ranks-" + Digest.sha256(identity).substring(0, 24) + ".csv"));
  }

  private int statisticsImages() {
    return problem.spec().schedule().sharing().orElseThrow().recalibrationImages();
  }

  private static SharingRow row(
      DrawnNetwork network, FigureJournal.Figures figures, PublishedLabels labels) {
    return new SharingRow(
        network.name(),
        figures.shared(),
        figures.alone(),
        SharingRow.Counts.of(network.network()),
        labels.of(network));
  }

  private FigureJournal.Figures figures(Network network, int index, SharedTensors tensors) {
    Scores scores = preparation.scores(network, tensors);
    return new FigureJournal.Figures(
        new SharingRow.Judged(scores.of(reported()), scores.find(Metric.LOG_LOSS)),
        alone ? OptionalDouble.of(alone(network, index)) : OptionalDouble.empty());
  }

  /** Trained as a trial of a search that does not share would train it. */
  private double alone(Network network, int index) {
    DataSet data = problem.data();
    TrainingSettings settings = settings(index);
    return Trainer.on(TorchEngine.device(problem.spec().schedule().device()))
        .train(
            network,
            Initialisation.kaiming(network, settings.seed()),
            data.train(),
            data.validation(),
            settings,
            Optional.empty(),
            (epoch, score) -> EpochListener.Decision.CONTINUE,
            place.gate())
        .validationScore();
  }

  /** Epochs of fine-tuning included, as for a network that is not pruned. */
  private TrainingSettings settings(int index) {
    Schedule schedule = problem.spec().schedule();
    TrainingSettings usual = schedule.training().usual();
    return usual
        .withEpochs(usual.epochs() + schedule.fineTuningEpochs())
        .withSeed(Views.mix(Views.mix(place.seed()) + index));
  }
}
