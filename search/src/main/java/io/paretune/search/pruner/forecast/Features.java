package io.paretune.search.pruner.forecast;

import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A trial as a linear model sees it. */
final class Features {

  /** Domains of more values are numbers to the model, even if they are words. */
  private static final int FEW = 8;

  private Features() {}

  /**
   * One indicator a value of a parameter with few values, place and its square of any other (both 0
   * where it is absent), and of each known metric its signed logarithm and the square of that.
   *
   * @return {@code double[features]}; as many for every trial of a space
   */
  static double[] of(SearchSpace space, Trial trial, List<String> metrics) {
    List<Double> features = new ArrayList<>();
    double[] unit = space.toUnit(trial.assignment());
    for (int i = 0; i < unit.length; i++) {
      Parameter parameter = space.parameters().get(i);
      Domain domain = parameter.domain();
      long size = domain.size().orElse(Long.MAX_VALUE);
      boolean present = !Double.isNaN(unit[i]);
      if (size <= FEW) {
        Object value = present ? domain.fromUnit(unit[i]) : null;
        for (Object option : domain.values()) {
          features.add(option.equals(value) ? 1.0 : 0.0);
        }
      } else {
        features.add(present ? unit[i] : 0);
        features.add(present ? unit[i] * unit[i] : 0);
      }
    }
    for (String metric : metrics) {
      double value = Objects.requireNonNull(trial.declared().get(metric));
      double logarithm = Math.signum(value) * Math.log1p(Math.abs(value));
      features.add(logarithm);
      features.add(logarithm * logarithm);
    }
    return features.stream().mapToDouble(feature -> feature).toArray();
  }
}
