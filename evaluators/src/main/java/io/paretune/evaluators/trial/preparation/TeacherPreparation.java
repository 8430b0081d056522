package io.paretune.evaluators.trial.preparation;

import ai.djl.Device;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.WeightsFile;
import io.paretune.evaluators.teacher.FileTeacher;
import io.paretune.evaluators.teacher.NetworkTeacher;
import io.paretune.evaluators.teacher.TeacherCache;
import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.NetworkTraining;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.TeacherLogits;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.step.TrainingLoop;
import io.paretune.evaluators.train.views.Views;
import io.paretune.evaluators.trial.Distillation;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.preparation.kept.Curve;
import io.paretune.evaluators.trial.preparation.kept.EpochTraining;
import io.paretune.evaluators.trial.preparation.kept.KeptTraining;
import io.paretune.evaluators.trial.preparation.kept.Place;
import io.paretune.evaluators.trial.preparation.kept.PreparationListener;
import io.paretune.evaluators.trial.preparation.kept.Prepared;
import io.paretune.evaluators.trial.preparation.kept.StepForecast;
import io.paretune.evaluators.trial.preparation.kept.TimeAllowed;
import io.paretune.hardware.Digest;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The teacher of a search: trains it if it is the family's largest network, and asks it about every
 * view of the training split. Both are kept by the content of network or file, data and settings.
 */
public final class TeacherPreparation implements Preparation {

  /** A few words for people. */
  public static final String NAME = "teacher";

  /** Enough to see that it goes on. */
  private static final int TENTHS = 10;

  /** Work of answering a view of all examples, as a share of an epoch's. */
  private static final double ANSWERS = 0.5;

  private static final String FIX = "leave out 'distillation'";

  private final NetworkProblem problem;
  private final DataSet data;
  private final Distillation taught;
  private final Views views;
  private final long seed;
  private final Place place;
  private final List<Device> devices;
  private final Device device;
  private final TeacherCache answers;
  private @Nullable WeightedNetwork network;

  private TeacherPreparation(NetworkProblem problem, Distillation taught, long seed, Place place) {
    Schedule schedule = problem.spec().schedule();
    this.problem = problem;
    this.data = problem.data();
    this.taught = taught;
    this.views = schedule.training().usual().views();
    this.seed = seed;
    this.place = place;
    this.devices = schedule.places();
    this.device = devices.get(0);
    TimeAllowed allowed = place.allowed();
    this.answers =
        new TeacherCache(place.directory(), device, place.lanes())
            .waiting(() -> allowed.leaves(Duration.ZERO));
  }

  /**
   * The preparation of a search's teacher; empty if nothing is learned from one.
   *
   * @param seed the study's
   */
  public static Optional<TeacherPreparation> of(NetworkProblem problem, long seed, Place place) {
    return problem
        .spec()
        .schedule()
        .distillation()
        .filter(Distillation::wantsTeacher)
        .map(taught -> new TeacherPreparation(problem, taught, seed, place));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Prepared prepare(PreparationListener listener) {
    // one network has no parts that go side by side: its operators may take the threads
    return TorchEngine.withThreads(Math.max(1, place.lanes() / 2), () -> made(listener));
  }

  private Prepared made(PreparationListener listener) {
    Optional<Prepared> trained =
        trains() ? Optional.of(training().prepare(listener)) : Optional.empty();
    StepForecast asking =
        new StepForecast(
            place.gate(),
            rest -> {
              // time for those of one that is trained is kept when its epochs are cut
              if (trained.isEmpty()) {
                place.allowed().require("the teacher's answers", rest, FIX);
              }
            });
    int batches = TeacherLogits.batches(data.train(), views);
    asking.begins(batches);
    answers(
        views,
        step -> {
          int before = TENTHS * asking.taken() / batches;
          asking.run(step);
          int tenths = TENTHS * asking.taken() / batches;
          if (tenths > before) {
            listener.says("%d %% of its answers".formatted(tenths * TENTHS));
          }
        });
    boolean found = asking.taken() == 0 && trained.map(Prepared::found).orElse(true);
    return new Prepared(
        trained.map(Prepared::file).orElse(place.directory()),
        trained.map(Prepared::curve).orElse(Curve.none()),
        trained.map(Prepared::planned).orElse(0),
        found);
  }

  @Override
  public void requireTime(Duration time) {
    if (trains() && !training().isThere(time)) {
      new FirstEpoch(largest(), data.train(), settings(), device, place.gate())
          .require(time, NAME, FIX);
    }
  }

  /** The teacher's answers to all training examples so varied, asked for now if nobody has. */
  public TeacherLogits answers(Views varied) {
    return answers(varied, place.gate());
  }

  private TeacherLogits answers(Views varied, StepGate gate) {
    if (taught.teacher() instanceof TeacherSource.File file && taught.featureKinds().isEmpty()) {
      try (FileTeacher teacher = FileTeacher.open(file.file(), data, place.lanes())) {
        return answers.answers(teacher, teacher.contentHash(), data, varied, gate);
      }
    }
    return answers.answers(network(), data, varied, gate);
  }

  /**
   * The teacher as a network, trained now if nobody has. One from a file has to be one that can be
   * imported.
   */
  public WeightedNetwork network() {
    WeightedNetwork known = network;
    if (known == null) {
      known = opened();
      network = known;
    }
    return known;
  }

  private WeightedNetwork opened() {
    if (taught.teacher() instanceof TeacherSource.File file) {
      return NetworkTeacher.open(file.file(), data, place.lanes()).model();
    }
    return problem.model().orElseGet(this::trained);
  }

  private WeightedNetwork trained() {
    Network largest = largest();
    Prepared kept = training().prepare(PreparationListener.silent());
    return new WeightedNetwork(largest, WeightsFile.load(kept.file()).requireFor(largest));
  }

  /** Whether it is a network that knows nothing yet. */
  private boolean trains() {
    return taught.teacher() instanceof TeacherSource.Largest && problem.model().isEmpty();
  }

  private Network largest() {
    return problem.family().largest(problem.context());
  }

  /** Temperature and alpha play no part without a teacher of its own: they make no other one. */
  private TrainingSettings settings() {
    return ((TeacherSource.Largest) taught.teacher())
        .settings()
        .withViews(views)
        .withSeed(seed)
        .withDistillation(1, 0);
  }

  private KeptTraining training() {
    Network largest = largest();
    TrainingSettings settings = settings();
    String identity =
        Digest.sha256(
            largest.contentHash()
                + data.contentHash()
                + settings
                + device.getDeviceType()
                + settings.precision().on(device)
                + (devices.size() == 1 ? "" : " shared by " + devices.size()));
    return new KeptTraining(
        new KeptTraining.Subject(
            NAME, NAME, FIX, identity, settings.epochs(), ANSWERS * views.count(), false),
        place,
        gate ->
            new Scored(
                Trainer.on(devices)
                    .fedBy(devices.size())
                    .begin(
                        largest,
                        Initialisation.kaiming(largest, seed),
                        data.train(),
                        settings,
                        Optional.empty(),
                        gate)));
  }

  /** The training, scored on the validation split after every epoch. */
  private final class Scored implements EpochTraining {
    private final NetworkTraining training;

    Scored(NetworkTraining training) {
      this.training = training;
    }

    @Override
    public TrainingLoop loop() {
      return training.loop();
    }

    @Override
    public Weights weights() {
      return training.weights();
    }

    @Override
    public Map<String, Double> figures() {
      var reported = data.head().task().reported();
      return Map.of(reported.name(), training.score(data.validation()).of(reported));
    }

    @Override
    public void close() {
      training.close();
    }
  }
}
