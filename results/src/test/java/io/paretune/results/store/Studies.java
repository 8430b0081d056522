package io.paretune.results.store;

import io.paretune.search.space.Condition;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import java.util.List;

/** Studies that tests use. */
final class Studies {

  private Studies() {}

  /** A space with every kind of domain and condition. */
  static SearchSpace space() {
    return SearchSpace.builder()
        .whole("depth", 1, 4)
        .whole("width", 8, 64, 8)
        .real("ratio", 0, 0.5, 0.1)
        .real("shift", -1, 0.1 + 0.2)
        .logReal("rate", 1e-4, 1e-1)
        .logWhole("batch", 1, 512)
        .choice("kind", "a \"quoted\" word", "b")
        .choice("bits", 32, 8)
        .choice("scale", 0.5, 1.0)
        .choice("flag", true, false)
        .when(
            Condition.in("kind", "b"),
            b ->
                b.whole("only-b", 0, 1)
                    .when(Condition.atLeast("depth", 2), deep -> deep.real("deep-b", 0, 1)))
        .when(Condition.in("scale", 1.0), one -> one.whole("only-one", 1, 2))
        .when(Condition.in("bits", 8), eight -> eight.choice("only-eight", "x"))
        .build();
  }

  static StudyDefinition definition(String name) {
    return new StudyDefinition(
        name,
        space(),
        List.of(
            Objective.maximize("accuracy"), new Objective("latency-ms", Direction.MINIMIZE, "ms")),
        List.of(Constraint.atMost("size-bytes", 1e6), Constraint.atLeast("accuracy", 0.1)),
        Long.MIN_VALUE + 7);
  }
}
