package io.paretune.evaluators.compress.sensitivity;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.compress.technique.BlockChange;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.Scorer;
import io.paretune.hardware.protocol.Latency;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Changes one block of a network at a time, writes the file, and compares its answers with those of
 * the network as it came. Nothing is trained; same input, same table.
 *
 * <p>The divergence of the class probabilities tells small effects apart that move no answer across
 * a class boundary (as Cai et al. 2020, "ZeroQ", arXiv:2001.00281, section 3.1, rank layers; here
 * every other layer stays as it came, and pruning is ranked in the same unit).
 */
public final class SensitivityAnalysis {

  private final WeightedNetwork model;
  private final DataSet data;
  private final SensitivitySettings settings;
  private final Optional<FileTimer> timer;
  private final int examples;

  private SensitivityAnalysis(
      WeightedNetwork model,
      DataSet data,
      SensitivitySettings settings,
      Optional<FileTimer> timer) {
    this.model = settings.byLayer() ? Blocks.byLayer(model) : model;
    this.data = data;
    this.settings = settings;
    this.timer = timer;
    // the answers before and after are held side by side
    int held = Math.max(1, Scorer.MOST_OUTPUTS / data.head().outputs());
    this.examples = Math.min(held, Math.min(settings.examples(), data.validation().size()));
  }

  /**
   * The table of a network. Writes and runs about as many files as blocks times changes.
   *
   * @param data whose shape and classes fit the network; its training images calibrate, its
   *     validation examples judge
   * @param timer measures every file, if given
   * @param begins is told each block before it is looked at; false ends the table there
   * @throws IllegalArgumentException if two techniques give a change the same label
   */
  public static SensitivityTable of(
      WeightedNetwork model,
      DataSet data,
      SensitivitySettings settings,
      Optional<FileTimer> timer,
      Predicate<String> begins) {
    return new SensitivityAnalysis(model, data, settings, timer).table(begins);
  }

  /** The blocks that are looked at, in the network's order. */
  public static List<String> blocks(WeightedNetwork model, SensitivitySettings settings) {
    WeightedNetwork looked = settings.byLayer() ? Blocks.byLayer(model) : model;
    Set<String> weighted = Blocks.weighted(looked.network());
    return new LinkedHashSet<>(looked.network().blocks())
        .stream().filter(weighted::contains).toList();
  }

  private SensitivityTable table(Predicate<String> begins) {
    ChangedFiles files = new ChangedFiles(model, data.train(), settings.calibrationImages());
    ChangedFiles.Changed same = files.untouched();
    Answers answers = answers(same);
    Effect before = effect(same, answers, answers);
    List<Sensitivity> rows = new ArrayList<>();
    for (String block : blocks(model, settings)) {
      if (!begins.test(block)) {
        break;
      }
      for (BlockChange change : changes(block)) {
        ChangedFiles.Changed changed = files.after(change.step());
        Effect after = effect(changed, answers, answers(changed));
        rows.add(new Sensitivity(block, change.label(), before, after));
      }
    }
    return new SensitivityTable(
        before, examples, data.head().task().reported(), data.head().divergenceUnit(), rows);
  }

  private List<BlockChange> changes(String block) {
    List<BlockChange> changes = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (Technique technique : settings.techniques()) {
      for (BlockChange change : technique.alone(block, model.network())) {
        if (!labels.add(change.label())) {
          throw new IllegalArgumentException(
              "techniques must name their changes apart, got '%s' twice (technique '%s')"
                  .formatted(change.label(), technique.name()));
        }
        changes.add(change);
      }
    }
    return changes;
  }

  private Answers answers(ChangedFiles.Changed changed) {
    return Answers.of(changed.file(), changed.network(), data.validation(), examples);
  }

  private Effect effect(ChangedFiles.Changed changed, Answers before, Answers after) {
    Optional<Latency> latency = timer.map(clock -> clock.measure(changed.file()).latency());
    return new Effect(
        changed.network().parameters(),
        changed.network().multiplyAdds(),
        changed.file().length,
        after.score(),
        before.divergence(after),
        latency);
  }
}
