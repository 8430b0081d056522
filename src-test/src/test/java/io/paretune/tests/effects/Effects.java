package io.paretune.tests.effects;

import io.paretune.evaluators.artifact.ArtifactSize;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.torchscript.TorchInput;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints the table of real effects: for every {@link Technique} the bytes of its file, raw and
 * compressed with Zstandard, how much faster it is than the model as it came, and its accuracy on
 * the test split. Files take turns on one thread at batch 1; a ratio is the median over the rounds,
 * so that load of other programs, which hits both, matters little. {@code CONTRIBUTING.md} has the
 * command.
 */
final class Effects {

  private static final int ROUNDS = 60;
  private static final int RUNS = 20;

  private Effects() {}

  /**
   * The program.
   *
   * @param arguments epochs of fine-tuning; then a model and its data, or nothing for a residual
   *     network that is trained on fashion-mini first
   */
  public static void main(String[] arguments) throws IOException {
    int epochs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
    Path trained = Files.createTempFile("effects", ".onnx");
    try {
      Path model = arguments.length > 2 ? Path.of(arguments[1]) : train(trained);
      String data = arguments.length > 2 ? arguments[2] : "fashion-mini";
      table(Subject.of(model, data, epochs), ROUNDS, System.out);
    } finally {
      Files.delete(trained);
    }
  }

  private static Path train(Path file) {
    Network network =
        new ResNetFamily()
            .largest(
                FamilyContext.of(Shape.image(1, 28, 28), 10)
                    .with("width", 16)
                    .with("depth", 2)
                    .with("kernel", 3));
    DataSet data = DataSets.open(DataSpec.of("fashion-mini"));
    Weights weights =
        Trainer.onCpu()
            .train(
                network,
                Initialisation.kaiming(network, 1),
                data.train(),
                data.validation(),
                TrainingSettings.defaults(),
                Optional.empty(),
                EpochListener.untilTheEnd(),
                StepGate.open())
            .weights();
    WeightedNetwork folded = FoldBatchNorm.fold(network, weights);
    OnnxExport.write(folded.network(), folded.weights(), file);
    return file;
  }

  static void table(Subject subject, int rounds, PrintStream out) {
    List<Technique> techniques = Technique.all(subject);
    List<byte[]> files = new ArrayList<>();
    for (Technique technique : techniques) {
      System.err.println(technique.name());
      files.add(technique.file().apply(subject));
    }
    Shape input = subject.model().network().input();
    List<Candidate> candidates = new ArrayList<>();
    try {
      for (int i = 0; i < files.size(); i++) {
        candidates.add(Candidate.of(files.get(i), techniques.get(i).torchScript(), input));
      }
      double[] ratios = ratios(candidates, subject.test().sample(1)[0], rounds);
      ArtifactSize first = ArtifactSize.of(files.get(0));
      out.println("| | bytes | | compressed | | faster | test accuracy |");
      out.println("|---|---|---|---|---|---|---|");
      for (int i = 0; i < files.size(); i++) {
        ArtifactSize size = ArtifactSize.of(files.get(i));
        out.printf(
            Locale.ROOT,
            "| %s%s | %,d | %.1f %% | %,d | %.1f %% | %.2f | %.1f %% |%n",
            techniques.get(i).name(),
            techniques.get(i).trains() ? " †" : "",
            size.raw(),
            100.0 * size.raw() / first.raw(),
            size.compressed(),
            100.0 * size.compressed() / first.compressed(),
            ratios[i],
            100 * accuracy(candidates.get(i), subject.test()));
      }
      out.printf("† trained on for %d epochs, with the model as its teacher%n", subject.epochs());
    } finally {
      candidates.forEach(Candidate::close);
    }
  }

  private static double[] ratios(List<Candidate> candidates, float[] image, int rounds) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(4 * image.length).order(ByteOrder.nativeOrder()).asFloatBuffer();
    buffer.put(image).flip();
    double[][] ratios = new double[candidates.size()][rounds];
    for (int round = -rounds / 4; round < rounds; round++) {
      double first = 0;
      for (int i = 0; i < candidates.size(); i++) {
        long start = System.nanoTime();
        for (int run = 0; run < RUNS; run++) {
          candidates.get(i).run(buffer.rewind(), 1);
        }
        double spent = System.nanoTime() - start;
        first = i == 0 ? spent : first;
        if (round >= 0) {
          ratios[i][round] = first / spent;
        }
      }
    }
    double[] medians = new double[ratios.length];
    for (int i = 0; i < medians.length; i++) {
      Arrays.sort(ratios[i]);
      medians[i] = ratios[i][rounds / 2];
    }
    return medians;
  }

  private static double accuracy(Candidate candidate, Split split) {
    float[][] images = split.sample(split.size());
    float[][] logits = candidate.logits(images);
    int right = 0;
    for (int i = 0; i < images.length; i++) {
      int best = 0;
      for (int c = 1; c < logits[i].length; c++) {
        best = logits[i][c] > logits[i][best] ? c : best;
      }
      right += best == ((ClassTargets) split.targets()).at(i) ? 1 : 0;
    }
    return (double) right / images.length;
  }

  /** A file, loaded by the runtime that it is for. */
  private interface Candidate extends AutoCloseable {

    void run(FloatBuffer images, int count);

    float[][] logits(float[][] images);

    @Override
    void close();

    static Candidate of(byte[] file, boolean torchScript, Shape input) {
      return torchScript ? new OnPyTorch(file, input) : new OnOnnxRuntime(file);
    }
  }

  private static final class OnOnnxRuntime implements Candidate {
    private final BatchModel classifier;

    OnOnnxRuntime(byte[] file) {
      classifier = BatchModel.onnx(file, 1);
    }

    @Override
    public void run(FloatBuffer images, int count) {
      classifier.run(images, count);
    }

    @Override
    public float[][] logits(float[][] images) {
      return classifier.logits(images);
    }

    @Override
    public void close() {
      classifier.close();
    }
  }

  private static final class OnPyTorch implements Candidate {
    private final BatchModel classifier;

    OnPyTorch(byte[] file, Shape input) {
      classifier = BatchModel.torchScript(file, TorchInput.of(input));
    }

    @Override
    public void run(FloatBuffer images, int count) {
      classifier.run(images, count);
    }

    @Override
    public float[][] logits(float[][] images) {
      return classifier.logits(images);
    }

    @Override
    public void close() {
      classifier.close();
    }
  }
}
