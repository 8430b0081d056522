package io.paretune.search.sampler.auto;

import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Picks samplers by the space, the number of objectives, the budget and the number of workers: the
 * default.
 *
 * <p>A plan of one or two stages follows from the study's definition and the {@link StudyHints};
 * which stage proposes depends on the trial's number alone. What one stage was told, the next
 * knows: samplers read the whole history. See {@link Plan#of} for the rules.
 */
public final class Auto implements Sampler {

  private final StudyHints hints;
  private @Nullable StudyDefinition planned;
  private List<Stage> stages = List.of();

  /** A stage of the plan with its sampler. */
  private record Stage(long until, Sampler sampler) {}

  /** Picks for the given hints. */
  public Auto(StudyHints hints) {
    this.hints = hints;
  }

  @Override
  public String name() {
    return "auto";
  }

  @Override
  public Optional<String> reason(StudyDefinition definition) {
    return Optional.of(Plan.of(definition, hints).describe());
  }

  @Override
  public Optional<Assignment> ask(StudyView view, long trialNumber) {
    follow(view.definition());
    for (Stage stage : stages) {
      if (trialNumber < stage.until()) {
        return stage.sampler().ask(view, trialNumber);
      }
    }
    throw new IllegalStateException("the last stage of a plan has no end");
  }

  private void follow(StudyDefinition definition) {
    if (!definition.equals(planned)) {
      planned = definition;
      List<Stage> made = new ArrayList<>();
      for (Plan.Stage stage : Plan.of(definition, hints).stages()) {
        made.add(new Stage(stage.until(), stage.kind().make()));
      }
      stages = List.copyOf(made);
    }
  }
}
