package io.paretune.evaluators.trial;

import io.paretune.evaluators.artifact.TimedTexts;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.rewrite.ScaledOutput;
import io.paretune.evaluators.compress.rewrite.TrainableModel;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.Guessing;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.latency.ArchitectureSpace;
import io.paretune.evaluators.metadata.MetadataFile;
import io.paretune.evaluators.metadata.ModelMetadata;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.signature.FileSignature;
import io.paretune.evaluators.onnx.signature.ScoresForm;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.evaluators.task.Head;
import io.paretune.evaluators.task.OutputFunction;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.targets.MaskTargets;
import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A search for networks with its data read: what is searched, and what every front should be
 * compared with. Immutable.
 */
public final class NetworkProblem {

  private static final int SINGLES_NAMED = 20;

  /** Enough for the statistics of every channel to be those of training. */
  private static final int UNFOLDING_IMAGES = 256;

  private final TrialSpec spec;
  private final DataSet data;
  private final FamilyContext context;

  /**
   * @param data what {@link TrialSpec#data} names
   */
  public NetworkProblem(TrialSpec spec, DataSet data) {
    this.spec = spec;
    this.data = data;
    this.context = spec.architecture().context(data);
  }

  /** What the trials are made of. */
  public TrialSpec spec() {
    return spec;
  }

  /** What is learned from. */
  public DataSet data() {
    return data;
  }

  /** What the family builds for. */
  public FamilyContext context() {
    return context;
  }

  /** What builds the networks. */
  public Family family() {
    return spec.architecture().family();
  }

  /**
   * Checks that the data define every metric of the task that is wanted.
   *
   * @throws IllegalArgumentException if not: the AUC of more than two classes, the recall of a
   *     class that does not exist
   */
  public void requireMetrics() {
    Head head = data.head();
    for (String name : new TreeSet<>(spec.measuring().wanted())) {
      if (head.task().metrics().stream().anyMatch(metric -> metric.name().equals(name))) {
        requireDefined(name);
      } else {
        head.task().ofEach().stream()
            .flatMap(figure -> figure.oneIn(name).stream())
            .findFirst()
            .ifPresent(single -> requireSingle(name, single));
      }
    }
  }

  private void requireDefined(String metric) {
    List<String> defined = data.head().metrics().stream().map(Metric::name).toList();
    if (!defined.contains(metric)) {
      throw new IllegalArgumentException(
          "'%s' is not defined for %s (data '%s'); the data have %s"
              .formatted(metric, data.train().targets().words(), data.name(), defined));
    }
  }

  private void requireSingle(String metric, String single) {
    List<String> all = data.head().singles();
    if (!all.contains(single)) {
      List<String> nearest = Nearest.order(single, all);
      throw new IllegalArgumentException(
          "'%s' is of none of the %s (data '%s'): %s%s"
              .formatted(
                  metric,
                  data.train().targets().words(),
                  data.name(),
                  String.join(", ", nearest.subList(0, Math.min(SINGLES_NAMED, all.size()))),
                  all.size() > SINGLES_NAMED ? ", ..." : ""));
    }
  }

  /** How the outputs of the search's files are to be read. */
  public Predictions.Form form() {
    return data.head().formOfFile(family().largest(context).isClosed());
  }

  /** How the search's ONNX files are called: as the given model, or as they say themselves. */
  public FileSignature signature() {
    return family()
        .signature(context)
        .orElseGet(
            () -> {
              Network largest = family().largest(context);
              return FileSignature.fresh(
                  largest.input(),
                  ScoresForm.vector(scoresName(), largest.outputs()),
                  MetadataFile.entries(metadata()));
            });
  }

  /** What somebody must know of the search's files to use them. */
  public ModelMetadata metadata() {
    return ModelMetadata.of(
        data,
        spec.data().options().images(),
        family().signature(context).map(FileSignature::scores).orElse(scoresName()),
        form());
  }

  /** Classes and labels have scores; a number is what it is. */
  private String scoresName() {
    return data.head().function() == OutputFunction.IDENTITY ? "values" : "scores";
  }

  /**
   * Checks that files can be measured as the profile says.
   *
   * @throws IllegalArgumentException if they are bound to another batch, as the model's file is
   */
  public void requireBatch() {
    HardwareProfile profile = spec.measuring().profile();
    int bound = signature().batch();
    if (spec.measuring().onMachine() && bound > 0 && bound != profile.batch()) {
      throw new IllegalArgumentException(
          "the model takes %d examples at once, and so will its files, but profile '%s' measures batches of %d; give a profile with batch: %d, or export the model with an open batch"
              .formatted(bound, profile.name(), profile.batch(), bound));
    }
    if (spec.measuring().wanted().contains(Metrics.COST) && bound > 1) {
      throw new IllegalArgumentException(
          "%s is that of the best batch, looked for from 1 on, and the model takes %d examples at once; export the model with an open batch, or leave it out"
              .formatted(Metrics.COST, bound));
    }
  }

  /**
   * Architecture, compression, distillation and training together.
   *
   * @throws IllegalArgumentException if an option is wrong, everything is fixed, or a batch size
   *     that is searched is over the training examples
   */
  public SearchSpace space() {
    spec.schedule().training().requireFor(data.train());
    List<Parameter> parameters = new ArrayList<>(family().parameters(context));
    if (family().weights(context).isPresent()) {
      data.head().requireOutputs(family().largest(context).outputs());
    }
    requireMasks();
    parameters.addAll(
        spec.compression().parameters(family().blocks(context), family().largest(context)));
    spec.schedule().distillation().ifPresent(taught -> parameters.addAll(taught.parameters()));
    parameters.addAll(spec.schedule().training().parameters());
    return SearchSpace.of(parameters);
  }

  /** Masks are made by a model of the user's alone, and their pixels must go where its do. */
  private void requireMasks() {
    if (!data.head().isPlaced()) {
      return;
    }
    String task = data.head().task().name();
    if (family().weights(context).isEmpty()) {
      throw new IllegalArgumentException(
          "task: %s needs a model that makes masks (model: FILE.onnx, or paretune compress); the networks of family '%s' answer for whole examples"
              .formatted(task, family().name()));
    }
    requirePlanes(task);
    Augmentation augmentation = spec.schedule().training().usual().views().augmentation();
    if (!augmentation.keepsPlaces()) {
      throw new IllegalArgumentException(
          "task: %s needs an augmentation that moves masks as it moves images, got %s; give augmentation: crop-and-mix, or another that takes no patches from other images"
              .formatted(task, augmentation.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }
  }

  /** As many values in planes of another size would be a mask of another picture. */
  private void requirePlanes(String task) {
    Network largest = family().largest(context).opened();
    Shape made = largest.shapeOf(largest.output().name());
    if (largest.output().layer() instanceof Layer.Flatten) {
      made = largest.inputShapes(largest.output()).get(0);
    }
    MaskTargets masks = (MaskTargets) data.train().targets();
    boolean fits =
        made instanceof Shape.Image planes
            && planes.height() == masks.height()
            && planes.width() == masks.width();
    if (!fits) {
      throw new IllegalArgumentException(
          "task: %s needs a model whose planes have the masks' size, %d x %d, got %s"
              .formatted(task, masks.height(), masks.width(), made));
    }
  }

  /** Training images to calibrate with; none where the plan needs none. */
  public float[][] calibrationImages(QuantisationPlan plan) {
    return plan.calibrates()
        ? data.train().sample(spec.schedule().calibrationImages())
        : new float[0][];
  }

  /** The largest network in its fewest bits, not pruned. */
  public Assignment usual() {
    return Baselines.largest(family().parameters(context), spec, space(), true);
  }

  /** The networks that a search can come to. */
  public ArchitectureSpace candidates() {
    return new ArchitectureSpace(family(), context, spec.compression(), timed());
  }

  /** The shape of the examples that files are timed on: padding of texts takes no time. */
  private Shape timed() {
    return context.input() instanceof Shape.Ids ids
        ? new Shape.Ids(
            TimedTexts.of(data.validation()).longest(spec.measuring().profile().batch()),
            ids.vocabulary(),
            ids.kinds())
        : context.input();
  }

  /**
   * What every front should be compared with, see {@link Baselines}; a model that came with its
   * weights first, since all others are judged by it.
   */
  public List<Assignment> baselines() {
    Set<Assignment> points = new LinkedHashSet<>();
    asItCame().ifPresent(points::add);
    points.addAll(Baselines.of(family().parameters(context), spec, space()));
    return List.copyOf(points);
  }

  /** The point that changes nothing of the model that the family came with, if it has one. */
  public Optional<Assignment> asItCame() {
    return family()
        .weightsHash(context)
        .map(model -> Baselines.largest(family().parameters(context), spec, space(), false));
  }

  /**
   * Checks that the networks can share weights, if they are to.
   *
   * @throws IllegalArgumentException if not, in one line
   */
  public void requireSharing() {
    if (spec.schedule().sharing().isEmpty()) {
      return;
    }
    if (family().weights(context).isPresent()) {
      requireElastic();
    } else if (spec.schedule().distillation().isPresent()) {
      throw new IllegalArgumentException(
          "with 'sharing', the largest network teaches all others while the shared one is trained:"
              + " leave out 'distillation'");
    }
    FamilyParts parts = parts();
    parts.supernet().part(parts.smallest());
  }

  private void requireElastic() {
    if (family().parameters(context).isEmpty()) {
      throw new IllegalArgumentException(
          "with 'sharing', something of a model must be elastic, got neither a residual block that"
              + " can be removed nor channels that can be pruned: give 'compression' block-removal:"
              + " true and several values of pruning, or leave out 'sharing'");
    }
  }

  /** The networks that share weights. */
  public FamilyParts parts() {
    return new FamilyParts(family(), context, this::trainable);
  }

  /**
   * The network that is trained in place of one that the family builds, see {@link TrainableModel}.
   */
  public Network trainable(Network built) {
    return family().weights(context).isPresent()
        ? TrainableModel.structure(built, data.head().scale().inverse())
        : built;
  }

  /** The model that the family came with, putting out what a loss reads; empty if it has none. */
  public Optional<WeightedNetwork> model() {
    return family()
        .weights(context)
        .map(
            weights ->
                ScaledOutput.of(
                    new WeightedNetwork(family().largest(context), weights),
                    data.head().scale().inverse()));
  }

  /**
   * The model that the family came with, as it is trained on; empty if it has none.
   *
   * @param threads native threads for looking at training images
   */
  public Optional<WeightedNetwork> trainableModel(int threads) {
    return family()
        .weights(context)
        .map(
            weights ->
                TrainableModel.of(
                    new WeightedNetwork(family().largest(context), weights),
                    data.head().scale().inverse(),
                    data.train().sample(UNFOLDING_IMAGES),
                    threads));
  }

  /**
   * Checks that the teacher can teach this data and these students, if there is one, and that a
   * trained one is not near chance.
   *
   * @throws IllegalArgumentException if not, in one line
   */
  public void requireTeacher() {
    spec.schedule()
        .distillation()
        .ifPresent(
            taught -> {
              TeacherSource teacher = taught.teacher();
              teacher.requireFor(data, family().largest(context), taught.featureKinds());
              teacher.requireBetter(data, Guessing.of(spec.data(), data));
            });
  }
}
