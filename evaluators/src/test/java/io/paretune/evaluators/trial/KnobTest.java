package io.paretune.evaluators.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Real;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnobTest {
  @Test
  void aFixedNumberIsNoParameter() {
    Knob knob = Knob.fixed("alpha", 0.5);
    assertThat(knob.parameters()).isEmpty();
    assertThat(knob.at(Assignment.of(Map.of()))).isEqualTo(0.5);
    assertThat(knob.at(Assignment.of(Map.of("alpha", 0.9)))).isEqualTo(0.5);
  }

  @Test
  void aSearchedNumberIsTheAssignments() {
    Knob knob = Knob.searched("alpha", new Real(0, 1, 0));
    assertThat(knob.parameters()).containsExactly(Parameter.of("alpha", new Real(0, 1, 0)));
    assertThat(knob.at(Assignment.of(Map.of("alpha", 0.25)))).isEqualTo(0.25);
  }

  @Test
  void aChoiceAmongNumbersIsReadAsANumber() {
    Knob knob = Knob.searched("temperature", Choice.of(1.0, 4.0));
    assertThat(knob.at(Assignment.of(Map.of("temperature", 4.0)))).isEqualTo(4);
  }
}
