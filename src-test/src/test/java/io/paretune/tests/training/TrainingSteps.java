package io.paretune.tests.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.batch.ViewedBatches;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.evaluators.train.optimise.Update;
import io.paretune.evaluators.train.step.Branch;
import io.paretune.evaluators.train.step.TaskObjective;
import io.paretune.evaluators.train.step.TrainingStep;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import io.paretune.hardware.deployment.Precision;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Images a second of the training step, operators one by one against generated scripts, each round
 * of one beside a round of the others, by the processor time of the one thread: {@code
 * OMP_NUM_THREADS=1 java io.paretune.tests.training.TrainingSteps [ROUNDS]}. Images are noise.
 */
public final class TrainingSteps {
  private static final int BATCH = 32;
  private static final int CLASSES = 10;

  /** Keeps values as they are, and scripts away. */
  private static final ForwardTransform ONE_BY_ONE =
      new ForwardTransform() {
        @Override
        public NDArray weight(TensorSpec spec, NDArray weight, Map<String, NDArray> arrays) {
          return weight;
        }

        @Override
        public boolean changes(Node reader, String value) {
          return true;
        }
      };

  private TrainingSteps() {}

  /** A network, and how many steps make a round. */
  private record Subject(String name, Network network, int steps) {}

  private record Form(String name, Precision precision, ForwardTransform transform) {}

  private static final List<Form> FORMS =
      List.of(
          new Form("operators", Precision.FLOAT32, ONE_BY_ONE),
          new Form("script, 32 bits", Precision.FLOAT32, WeightTransform.identity()),
          new Form("script, bfloat16", Precision.BFLOAT16, WeightTransform.identity()));

  /** Prints a table. */
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
    table(rounds, subjects(), System.out);
  }

  private static List<Subject> subjects() {
    return List.of(
        new Subject("smallest", network(Shape.image(1, 28, 28), 8, 1, 1, 2), 60),
        new Subject("middle", network(Shape.image(1, 28, 28), 16, 1, 3, 2), 40),
        new Subject("largest", network(Shape.image(1, 28, 28), 24, 2, 3, 2), 16),
        new Subject("ResNet-20", network(Shape.image(3, 32, 32), 16, 3, 3, 1), 6));
  }

  static Network network(Shape.Image input, int width, int depth, int kernel, int stride) {
    return new ResNetFamily()
        .largest(
            FamilyContext.of(input, CLASSES)
                .with("width", width)
                .with("depth", depth)
                .with("kernel", kernel)
                .with("stem-stride", stride));
  }

  /** A few rounds of a tiny network, to see that it runs. */
  static void tiny(PrintStream out) {
    Network network = network(Shape.image(1, 8, 8), 8, 1, 3, 1);
    table(3, List.of(new Subject("tiny", network, 2)), out);
  }

  private static void table(int rounds, List<Subject> subjects, PrintStream out) {
    out.println("network,form,milliseconds,images-a-second,times");
    for (Subject subject : subjects) {
      double[][] times = measured(subject, rounds);
      for (int f = 0; f < FORMS.size(); f++) {
        double[] ratios = new double[rounds];
        for (int r = 0; r < rounds; r++) {
          ratios[r] = times[0][r] / times[f][r];
        }
        double median = median(times[f]);
        out.printf(
            Locale.ROOT,
            "%s,\"%s\",%.2f,%.0f,%.2f%n",
            subject.name(),
            FORMS.get(f).name(),
            median,
            BATCH * 1000 / median,
            median(ratios));
      }
    }
  }

  /** Milliseconds a step, by form and round. */
  private static double[][] measured(Subject subject, int rounds) {
    double[][] times = new double[FORMS.size()][rounds];
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
      List<Training> trainings = new ArrayList<>();
      FORMS.forEach(form -> trainings.add(new Training(subject.network(), form, manager)));
      trainings.forEach(training -> training.run(subject.steps()));
      for (int r = 0; r < rounds; r++) {
        for (int f = 0; f < FORMS.size(); f++) {
          times[f][r] = trainings.get(f).run(subject.steps());
        }
      }
    }
    return times;
  }

  /** A training that goes on and on. */
  private static final class Training {
    private final TrainingStep step;
    private final List<Branch> branches;
    private int taken;

    Training(Network network, Form form, NDManager manager) {
      TrainSplit split = noise((Shape.Image) network.input(), 20 * BATCH);
      TrainingSettings settings =
          TrainingSettings.defaults()
              .withBatchSize(BATCH)
              .withViews(new Views(Augmentation.CROP, 4, 1));
      DistillationLoss loss = new DistillationLoss(split.head().loss(), 1, 0);
      WeightArrays weights = new WeightArrays(network, Initialisation.kaiming(network, 1), manager);
      this.step =
          new TrainingStep(
              new ViewedBatches(network, split, settings.batching(), Optional.empty(), loss),
              new Update(settings.optimisation(), weights, manager),
              form.precision(),
              manager);
      this.branches =
          List.of(
              new Branch(
                  network,
                  form.transform(),
                  Mode.TRAINING,
                  new TaskObjective(loss, Optional.empty())));
    }

    double run(int steps) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int i = 0; i < steps; i++) {
        int perEpoch = step.batches().steps();
        step.run(taken / perEpoch + 1, taken % perEpoch, branches, 1e-3);
        taken++;
      }
      long after = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      return (after - before) / 1e6 / steps;
    }
  }

  /** So many images of nothing in ten classes. */
  static TrainSplit noise(Shape.Image image, int count) {
    Random random = new Random(1);
    byte[] pixels = new byte[count * image.elements()];
    random.nextBytes(pixels);
    int[] labels = random.ints(count, 0, CLASSES).toArray();
    List<String> names = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    Examples examples =
        Examples.ofBytes(
            new InputShape(image.channels(), image.height(), image.width()), names, pixels, labels);
    return new TrainSplit(examples, Preprocessing.measured(examples));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
