package io.paretune.search.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.pareto.Costs;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StudyDefinitionTest {

  private static final SearchSpace SPACE = SearchSpace.builder().whole("depth", 1, 3).build();
  private static final List<Objective> OBJECTIVES =
      List.of(Objective.maximize("accuracy"), Objective.minimize("latency"));
  private static final StudyDefinition DEFINITION =
      new StudyDefinition(
          "s",
          SPACE,
          OBJECTIVES,
          List.of(Constraint.atMost("size", 200), Constraint.atLeast("accuracy", 0.5)),
          1);

  private static Measurement found(double accuracy, double latency, double size) {
    return Measurement.of(Map.of("accuracy", accuracy, "latency", latency, "size", size));
  }

  @Test
  void costsAreMinimisedInTheOrderOfTheObjectives() {
    assertThat(DEFINITION.costs(found(0.9, 3, 100))).isEqualTo(Costs.of(-0.9, 3));
  }

  @Test
  void violationsAreRelativeToTheirBoundsAndAdded() {
    Costs costs = DEFINITION.costs(found(0.25, 3, 300));
    assertThat(costs.violation()).isEqualTo(100.0 / 200 + 0.25, within(1e-15));
    assertThat(costs.feasible()).isFalse();
    assertThat(DEFINITION.costs(found(0.5, 3, 200)).feasible()).isTrue();
  }

  @Test
  void unusableMeasurementsAreRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFINITION.costs(found(Double.NaN, 1, 1)))
        .withMessageContaining("objective 'accuracy' must be finite, got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFINITION.costs(found(1, Double.POSITIVE_INFINITY, 1)))
        .withMessageContaining("'latency'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFINITION.costs(found(1, 1, Double.NaN)))
        .withMessageContaining("'size'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFINITION.costs(Measurement.of(Map.of("accuracy", 1.0))))
        .withMessageContaining("metric 'latency' must be measured");
    Measurement told =
        new Measurement(
            Map.of("accuracy", 1.0),
            Map.of("latency" + Measurement.NOT_AVAILABLE, "nobody may read the counters"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFINITION.costs(told))
        .withMessage("metric 'latency' is not available: nobody may read the counters");
  }

  @Test
  void aDefinitionNeedsANameAndDifferentObjectives() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StudyDefinition(" ", SPACE, OBJECTIVES, List.of(), 1))
        .withMessageContaining("blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StudyDefinition("s", SPACE, List.of(), List.of(), 1))
        .withMessageContaining("at least one objective")
        .withMessageContaining("'s'");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new StudyDefinition(
                    "s",
                    SPACE,
                    List.of(Objective.minimize("a"), Objective.maximize("a")),
                    List.of(),
                    1))
        .withMessageContaining("'a' twice");
    assertThatIllegalArgumentException().isThrownBy(() -> Objective.minimize(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Constraint.atMost("size", Double.NaN))
        .withMessageContaining("'size'");
  }

  @Test
  void differencesNameWhatChanged() {
    assertThat(DEFINITION.differenceFrom(DEFINITION)).isEmpty();
    SearchSpace wider = SearchSpace.builder().whole("depth", 1, 4).build();
    assertThat(new StudyDefinition("s", wider, OBJECTIVES, List.of(), 1).differenceFrom(DEFINITION))
        .hasValueSatisfying(
            difference -> assertThat(difference).contains("'depth'", "whole 1..3", "whole 1..4"));
    assertThat(
            new StudyDefinition("s", SPACE, List.of(OBJECTIVES.get(0)), DEFINITION.constraints(), 1)
                .differenceFrom(DEFINITION))
        .hasValueSatisfying(difference -> assertThat(difference).contains("objectives", "latency"));
    assertThat(new StudyDefinition("s", SPACE, OBJECTIVES, List.of(), 1).differenceFrom(DEFINITION))
        .hasValueSatisfying(difference -> assertThat(difference).contains("constraints", "size"));
    assertThat(
            new StudyDefinition("s", SPACE, OBJECTIVES, DEFINITION.constraints(), 2)
                .differenceFrom(DEFINITION))
        .contains("the seed was 1 and is now 2");
  }

  @Test
  void aDirectionIsItsOwnInverse() {
    for (Direction direction : Direction.values()) {
      assertThat(direction.minimised(direction.minimised(2.5))).isEqualTo(2.5);
    }
    assertThat(Direction.MAXIMIZE.minimised(2.5)).isEqualTo(-2.5);
    assertThat(Direction.MAXIMIZE.word()).isEqualTo("maximize");
  }

  @Test
  void aMeasurementGrowsWithoutChanging() {
    Measurement first = Measurement.of(Map.of("a", 1.0));
    Measurement more = first.with("b", 2).with("profile", "cpu");
    assertThat(first.metrics()).containsOnlyKeys("a");
    assertThat(more.metric("b")).isEqualTo(2);
    assertThat(more.provenance()).containsEntry("profile", "cpu");
  }
}
