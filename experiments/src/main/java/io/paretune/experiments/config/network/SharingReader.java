package io.paretune.experiments.config.network;

import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.Sharing.FinalTraining;
import io.paretune.evaluators.trial.Sharing.TimeShares;
import io.paretune.hardware.yaml.YamlSection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The section {@code sharing} of an experiment file. */
final class SharingReader {

  static final String KEY = "sharing";

  private static final List<String> KEYS =
      List.of("epochs", "subnets-per-step", "recalibration-images", "finalists", "time");
  private static final List<String> FINALISTS =
      List.of("epochs", "from", "seeds", "most", "toward");
  private static final List<String> TIME = List.of("preparation", "finalists");
  private static final int MANY = 1_000_000;

  private SharingReader() {}

  /** What it says; empty if there is none. */
  static Optional<Sharing> read(YamlSection root) {
    return root.section(KEY, KEYS).map(section -> read(section, Sharing.defaults()));
  }

  private static Sharing read(YamlSection section, Sharing usual) {
    return new Sharing(
        (int) section.whole("epochs", 1, MANY, usual.epochs()),
        (int) section.whole("subnets-per-step", 1, 1000, usual.subnetsPerStep()),
        (int) section.whole("recalibration-images", 2, MANY, usual.recalibrationImages()),
        section
            .section("finalists", FINALISTS)
            .map(finalists -> finalists.made(() -> finalists(finalists, usual.finalists())))
            .orElse(usual.finalists()),
        section
            .section("time", TIME)
            .map(time -> time.made(() -> time(time, usual.time())))
            .orElse(usual.time()));
  }

  private static TimeShares time(YamlSection section, TimeShares usual) {
    if (section.has("preparation") && !section.has("finalists")) {
      return TimeShares.preparing(section.real("preparation", 0, 1));
    }
    return new TimeShares(
        section.real("preparation", 0, 1, usual.preparation()),
        section.real("finalists", 0, 1, usual.finalists()));
  }

  private static FinalTraining finalists(YamlSection section, FinalTraining usual) {
    List<String> words = Stream.of(FinalTraining.Start.values()).map(SharingReader::word).toList();
    String from = section.name("from", words, word(usual.from()));
    return new FinalTraining(
        (int) section.whole("epochs", 0, MANY, usual.epochs()),
        FinalTraining.Start.valueOf(from.toUpperCase(Locale.ROOT)),
        (int) section.whole("seeds", 1, 100, usual.seeds()),
        (int) section.whole("most", 1, MANY, usual.most()),
        section.has("toward")
            ? OptionalDouble.of(section.real("toward", -Double.MAX_VALUE, Double.MAX_VALUE))
            : usual.toward());
  }

  private static String word(FinalTraining.Start start) {
    return start.name().toLowerCase(Locale.ROOT);
  }
}
