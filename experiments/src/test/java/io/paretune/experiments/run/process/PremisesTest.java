package io.paretune.experiments.run.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.InputFingerprint;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.search.space.SearchSpace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PremisesTest {
  private static final Map<String, String> DATA =
      Map.of("data.sha256", "ab", "data.shape", "1x8x8", "model.sha256", "cd");
  private static final Fingerprint MACHINE = Fingerprint.ofThisMachine();

  private static Evaluation evaluation(Map<String, String> inputs, Optional<Fingerprint> machine) {
    return new Evaluation() {
      @Override
      public SearchSpace space() {
        return SearchSpace.builder().whole("n", 0, 1).build();
      }

      @Override
      public Optional<InputFingerprint> inputs() {
        return Optional.of(new InputFingerprint(inputs));
      }

      @Override
      public Optional<Fingerprint> machine() {
        return machine;
      }
    };
  }

  private static Map<String, String> with(Map<String, String> facts, String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(facts);
    changed.put(name, value);
    return changed;
  }

  @Test
  void theSameDataModelAndMachineWillDo() {
    Evaluation here = evaluation(DATA, Optional.of(MACHINE));
    assertThatCode(() -> Premises.require(Premises.of(here), here)).doesNotThrowAnyException();
    Evaluation withoutLatencies = evaluation(DATA, Optional.empty());
    assertThatCode(() -> Premises.require(Premises.of(withoutLatencies), withoutLatencies))
        .doesNotThrowAnyException();
  }

  @Test
  void otherDataAreRefusedByWhatDiffers() {
    Map<String, String> study = Premises.of(evaluation(DATA, Optional.empty()));
    Map<String, String> other = with(with(DATA, "data.sha256", "ef"), "data.shape", "1x9x9");
    assertThatThrownBy(() -> Premises.require(study, evaluation(other, Optional.empty())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the study as this worker sees it: its trials learned from other data than there are"
                + " now (shape 1x8x8 then, 1x9x9 now); bring the data back, or start another run");
  }

  @Test
  void anotherModelIsRefused() {
    Map<String, String> study = Premises.of(evaluation(DATA, Optional.empty()));
    Evaluation here = evaluation(with(DATA, "model.sha256", "ef"), Optional.empty());
    assertThatThrownBy(() -> Premises.require(study, here))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another model");
  }

  @Test
  void anotherMachineIsRefusedWhereLatenciesAreMeasured() {
    Map<String, String> study =
        with(Premises.of(evaluation(DATA, Optional.of(MACHINE))), "fingerprint", "0123456789ab");
    Evaluation here = evaluation(DATA, Optional.of(MACHINE));
    assertThatThrownBy(() -> Premises.require(study, here))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("this worker would measure on another machine (fingerprint ")
        .hasMessageContaining("than the study does (0123456789ab)");
  }
}
