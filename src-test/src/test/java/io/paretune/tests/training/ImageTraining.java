package io.paretune.tests.training;

import io.paretune.evaluators.data.DataOptions;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.train.NetworkTraining;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Pace and memory of a training on a folder of images, as a worker does it: {@code
 * OMP_NUM_THREADS=1 java -Xmx1g io.paretune.tests.training.ImageTraining FOLDER cached | streamed |
 * heap AUGMENTATION THREADS EPOCHS [STEPS]}, where so many steps are taken in place of all. A line
 * for the opening and each epoch: seconds of the clock and of processors, which count on a machine
 * that does other things, too, and resident MB.
 */
public final class ImageTraining {
  /** What the line before had counted. */
  private static double before;

  private ImageTraining() {}

  /** Prints the lines. */
  public static void main(String[] arguments) throws IOException {
    ImageReading.Keeping keeping =
        arguments[1].equals("streamed")
            ? ImageReading.Keeping.STREAMED
            : ImageReading.Keeping.CACHED;
    DataSpec spec =
        DataSpec.of(arguments[0])
            .withFractions(.02, .02)
            .withOptions(
                DataOptions.defaults().withImages(ImageReading.defaults().withKeeping(keeping)));
    long began = System.nanoTime();
    DataSet data = DataSets.open(spec);
    line("opened", began, data.train().size());
    TrainSplit split = arguments[1].equals("heap") ? onHeap(data.train()) : data.train();
    Network network = TrainingSteps.network(Shape.image(3, 224, 224), 8, 1, 3, 2);
    TrainingSettings settings =
        TrainingSettings.defaults()
            .withEpochs(Integer.parseInt(arguments[4]))
            .withViews(views(Augmentation.valueOf(arguments[2])));
    Trainer trainer = Trainer.onCpu().fedBy(Integer.parseInt(arguments[3]));
    try (NetworkTraining training =
        trainer.begin(
            network,
            Initialisation.kaiming(network, 1),
            split,
            settings,
            Optional.empty(),
            StepGate.open())) {
      if (arguments.length > 5) {
        int steps = Integer.parseInt(arguments[5]);
        long start = System.nanoTime();
        for (int step = 0; step < steps; step++) {
          training.loop().step();
        }
        line(steps + " steps", start, steps * settings.batchSize());
        return;
      }
      while (!training.loop().done()) {
        long start = System.nanoTime();
        training.loop().epoch();
        line("epoch " + training.loop().epochs(), start, split.size());
      }
    }
  }

  private static Views views(Augmentation augmentation) {
    return new Views(augmentation, augmentation == Augmentation.NONE ? 1 : 4, 1);
  }

  private static TrainSplit onHeap(TrainSplit split) {
    Examples all = split.examples();
    int volume = all.shape().volume();
    byte[] pixels = new byte[Math.multiplyExact(all.size(), volume)];
    float[] raw = new float[volume];
    for (int i = 0; i < all.size(); i++) {
      all.copyRaw(i, raw, 0);
      for (int v = 0; v < volume; v++) {
        pixels[i * volume + v] = (byte) raw[v];
      }
    }
    return new TrainSplit(
        Examples.ofBytes(all.shape(), all.targets(), pixels), split.preprocessing(), split.head());
  }

  static void line(String what, long began, int examples) throws IOException {
    double seconds = (System.nanoTime() - began) / 1e9;
    double processor = processorSeconds() - before;
    before += processor;
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f s, %.0f examples/s; %.1f s of processors, %.0f examples/s of one; %d MB resident,"
            + " %d at most%n",
        what,
        seconds,
        examples / seconds,
        processor,
        examples / processor,
        resident("VmRSS"),
        resident("VmHWM"));
  }

  /** Of all threads since the process began. */
  private static double processorSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  private static long resident(String key) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1000;
      }
    }
    return 0;
  }
}
