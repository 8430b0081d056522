package io.paretune.evaluators.trial.measure.figure;

import io.paretune.hardware.profile.HardwareProfile;
import java.util.Collection;
import java.util.List;

/** All figures of files there are. */
public final class FileFigures {
  private static final List<FileFigure> ALL =
      List.of(new PeakMemory(), new EnergyOfExample(), new CostPerMillion());

  private FileFigures() {}

  /** Those that are wanted, in a fixed order. */
  public static List<FileFigure> among(Collection<String> metrics) {
    return ALL.stream().filter(figure -> metrics.contains(figure.metric())).toList();
  }

  /**
   * Checks that what trials are judged by can be measured.
   *
   * @param metrics objectives and constraints
   * @throws IllegalArgumentException if one cannot, with the fix
   */
  public static void require(Collection<String> metrics, HardwareProfile profile) {
    for (FileFigure figure : among(metrics)) {
      figure
          .missing(profile)
          .ifPresent(
              why -> {
                throw new IllegalArgumentException(
                    "'%s' can be neither an objective nor constrained here: %s"
                        .formatted(figure.metric(), why));
              });
    }
  }
}
