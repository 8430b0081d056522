package io.paretune.evaluators.trial.preparation;

import io.paretune.evaluators.trial.Distillation;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.preparation.kept.Place;
import java.util.ArrayList;
import java.util.List;

/** All that the trials of a search need. */
public final class Preparations {

  private Preparations() {}

  /** Their names, in their order. */
  public static List<String> names(Schedule schedule) {
    List<String> names = new ArrayList<>();
    schedule
        .distillation()
        .filter(Distillation::wantsTeacher)
        .ifPresent(taught -> names.add(TeacherPreparation.NAME));
    schedule.sharing().ifPresent(sharing -> names.add(SupernetPreparation.NAME));
    return List.copyOf(names);
  }

  /**
   * The preparations of a search in the order in which they are made: who learns from another comes
   * after it.
   *
   * @param seed the study's
   */
  public static List<Preparation> of(NetworkProblem problem, long seed, Place place) {
    List<Preparation> all = new ArrayList<>();
    TeacherPreparation.of(problem, seed, place).ifPresent(all::add);
    if (problem.spec().schedule().sharing().isPresent()) {
      all.add(new SupernetPreparation(problem, seed, place));
    }
    return List.copyOf(all);
  }
}
