package io.paretune.evaluators.trial;

import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Tunable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How students learn from a teacher (Hinton, Vinyals, Dean 2015, arXiv:1503.02531).
 *
 * @param temperature softens both distributions, over 0
 * @param alpha weight of the teacher's answers against the labels, in [0, 1]
 * @param teacher where the teacher comes from
 * @param features what is learned from the teacher's features, beside its answers; empty for
 *     nothing
 * @param beta weight of the features, over 0; its parameter exists where features are compared
 */
public record Distillation(
    Tunable<Double> temperature,
    Tunable<Double> alpha,
    TeacherSource teacher,
    Tunable<Optional<FeatureLossKind>> features,
    Tunable<Double> beta) {

  /** The parameter that says what is compared. */
  public static final String KIND = "distillation.kind";

  /** The parameter that weighs features. */
  public static final String BETA = "distillation.beta";

  private static final String SOFT = "soft";

  /** From the teacher's answers alone. */
  public static Distillation soft(
      Tunable<Double> temperature, Tunable<Double> alpha, TeacherSource teacher) {
    return new Distillation(
        temperature, alpha, teacher, features(List.of(Optional.empty())), Tunable.fixed(BETA, 1.0));
  }

  /**
   * What may be learned from features.
   *
   * @throws IllegalArgumentException if there is no kind, or one twice
   */
  public static Tunable<Optional<FeatureLossKind>> features(List<Optional<FeatureLossKind>> kinds) {
    return Tunable.among(KIND, kinds, Distillation::label);
  }

  /** What may be compared of the features; empty if answers alone are learned from. */
  public List<FeatureLossKind> featureKinds() {
    return features.values().stream().flatMap(Optional::stream).toList();
  }

  /** Whether some student learns from a teacher at all. */
  public boolean wantsTeacher() {
    return alpha.extremes().stream().anyMatch(share -> share > 0) || !featureKinds().isEmpty();
  }

  /** How experiment files call it. */
  public static String label(Optional<FeatureLossKind> kind) {
    return kind.map(Tunable::label).orElse(SOFT);
  }

  /** The parameters. */
  List<Parameter> parameters() {
    List<Optional<FeatureLossKind>> compared =
        features.values().stream().filter(Optional::isPresent).toList();
    List<Parameter> parameters = new ArrayList<>();
    parameters.addAll(Tunable.parameters(List.of(temperature, alpha, features)));
    features.in(compared).map(beta::when).ifPresent(of -> parameters.addAll(of.parameters()));
    return parameters;
  }
}
