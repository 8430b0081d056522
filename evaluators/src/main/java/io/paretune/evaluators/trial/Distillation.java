package io.paretune.evaluators.trial;

import io.paretune.evaluators.teacher.TeacherSource;
import io.paretune.evaluators.train.distillation.FeatureLossKind;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How students learn from a teacher (Hinton, Vinyals, Dean 2015, arXiv:1503.02531).
 *
 * @param temperature softens both distributions, over 0
 * @param alpha weight of the teacher's answers against the labels, in [0, 1]
 * @param teacher where the teacher comes from
 * @param hidden what is learned from the teacher's features, beside its answers: searched if there
 *     are several, empty for nothing
 * @param beta weight of the features, over 0
 */
public record Distillation(
    Knob temperature,
    Knob alpha,
    TeacherSource teacher,
    List<Optional<FeatureLossKind>> hidden,
    Knob beta) {

  /** The parameter that says what is compared. */
  public static final String KIND = "distillation.kind";

  /** The parameter that weighs features. */
  public static final String BETA = "distillation.beta";

  private static final String SOFT = "soft";

  /** Checks that there is a kind. */
  public Distillation {
    hidden = List.copyOf(hidden);
    if (hidden.isEmpty() || new LinkedHashSet<>(hidden).size() < hidden.size()) {
      throw new IllegalArgumentException(
          "kind must hold at least one value, none twice, got "
              + hidden.stream().map(Distillation::label).toList());
    }
  }

  /** From the teacher's answers alone. */
  public static Distillation soft(Knob temperature, Knob alpha, TeacherSource teacher) {
    return new Distillation(
        temperature, alpha, teacher, List.of(Optional.empty()), Knob.fixed(BETA, 1));
  }

  /** What may be compared of the features; empty if answers alone are learned from. */
  public List<FeatureLossKind> hiddenKinds() {
    return hidden.stream().flatMap(Optional::stream).toList();
  }

  /** How experiment files call it. */
  public static String label(Optional<FeatureLossKind> kind) {
    return kind.map(hidden -> hidden.name().toLowerCase(Locale.ROOT)).orElse(SOFT);
  }

  /** The parameters. */
  List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>(temperature.parameters());
    parameters.addAll(alpha.parameters());
    if (hidden.size() > 1) {
      parameters.add(
          Parameter.of(KIND, Choice.of(hidden.stream().map(Distillation::label).toArray())));
    }
    Object[] compared =
        hidden.stream().filter(Optional::isPresent).map(Distillation::label).toArray();
    if (compared.length > 0) {
      Condition exists =
          compared.length < hidden.size() ? Condition.in(KIND, compared) : Condition.always();
      beta.domain().ifPresent(domain -> parameters.add(new Parameter(BETA, domain, exists)));
    }
    return parameters;
  }

  /** What is compared at a point of the space. */
  public Optional<FeatureLossKind> hiddenAt(Assignment assignment) {
    if (hidden.size() == 1) {
      return hidden.get(0);
    }
    String label = assignment.text(KIND);
    return label.equals(SOFT)
        ? Optional.empty()
        : Optional.of(FeatureLossKind.valueOf(label.toUpperCase(Locale.ROOT)));
  }
}
