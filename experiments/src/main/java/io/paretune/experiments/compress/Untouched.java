package io.paretune.experiments.compress;

import io.paretune.evaluators.compress.prune.RemovalPath;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.trial.FileAccuracy;
import io.paretune.evaluators.trial.NetworkTask;
import java.util.List;
import java.util.Locale;

/** The model as it came, on the validation images: whether it and the data belong together. */
public final class Untouched {

  /**
   * Accuracy below twice that of guessing the commonest class is taken for chance, if it is also
   * less than a tenth of the way from there to being always right: of two classes, or where one is
   * far more common, even a good model is not right twice as often.
   */
  private static final double CHANCE = 2;

  private static final double LITTLE = 0.1;

  /** Multiply-adds that looking for the path may take, for each network looked at. */
  private static final long PATIENCE = 20_000_000_000L;

  /** Fewer examples say too little about a network. */
  private static final long FEWEST = 100;

  /** The most blocks that are left out of the first trials. */
  private static final int LONGEST_PATH = 4;

  private final NetworkTask task;
  private final WeightedNetwork model;
  private final DataSet data;
  private final double commonest;

  /** Opens the data. */
  public Untouched(NetworkTask task, WeightedNetwork model) {
    this.task = task;
    this.model = model;
    this.data = DataSets.open(task.data());
    this.commonest = commonest(data);
  }

  /** What is asked of the model. */
  public NetworkTask task() {
    return task;
  }

  /** The model. */
  public WeightedNetwork model() {
    return model;
  }

  /** What it is judged on. */
  public DataSet data() {
    return data;
  }

  /**
   * The accuracy of the model before anything is done to it, 0 to 1.
   *
   * @throws IllegalArgumentException if it is near chance: the preprocessing is then not the one
   *     that the model was trained with
   */
  public double accuracy() {
    double accuracy = accuracy(model, data.validation().size());
    if (accuracy < chance()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model as it came is right on %.1f %% of the validation examples, and guessing on"
                  + " %.1f %%: the preprocessing is not the one that it was trained with; assumed"
                  + " was %s; give the right one in a file for --data (preprocessing: {scale: 255,"
                  + " mean: [..], std: [..]})",
              100 * accuracy,
              100 * commonest,
              words(data.preprocessing(), task.data().preprocessing().isPresent())));
    }
    return accuracy;
  }

  /**
   * The blocks without which the model is least wrong, before any training, judged by some
   * validation examples.
   */
  public List<RemovalPath.Step> removalPath() {
    long affordable = PATIENCE / Math.max(1, model.network().multiplyAdds());
    int examples =
        (int) Math.min(data.validation().size(), Math.max(FEWEST, Math.min(500, affordable)));
    return RemovalPath.greedy(
        model, without -> accuracy(without, examples), chance(), LONGEST_PATH);
  }

  private double chance() {
    return Math.min(CHANCE * commonest, commonest + LITTLE * (1 - commonest));
  }

  private double accuracy(WeightedNetwork network, int examples) {
    byte[] file = OnnxExport.encode(network.network(), network.weights());
    return FileAccuracy.of(file, data.validation(), examples, 1);
  }

  private static double commonest(DataSet data) {
    int[] counts = new int[data.classNames().size()];
    for (int i = 0; i < data.validation().size(); i++) {
      counts[data.validation().label(i)]++;
    }
    double commonest = 0;
    for (int count : counts) {
      commonest = Math.max(commonest, (double) count / data.validation().size());
    }
    return commonest;
  }

  private static String words(Preprocessing used, boolean given) {
    return String.format(
        Locale.ROOT,
        "scale %.4g, mean %s, std %s (%s)",
        1 / used.scale(),
        rounded(used.mean()),
        rounded(used.std()),
        given ? "as given" : "measured on the training data, since none was given");
  }

  private static String rounded(Iterable<Double> values) {
    StringBuilder text = new StringBuilder("[");
    for (double value : values) {
      text.append(text.length() > 1 ? ", " : "").append(String.format(Locale.ROOT, "%.3f", value));
      if (text.length() > 120) {
        return text.append(", ...]").toString();
      }
    }
    return text.append(']').toString();
  }
}
