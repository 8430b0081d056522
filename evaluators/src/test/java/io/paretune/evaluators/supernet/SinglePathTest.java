package io.paretune.evaluators.supernet;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.train.step.Branch;
import io.paretune.evaluators.train.step.Objective;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SinglePathTest {

  private static final FamilyParts PARTS =
      new FamilyParts(Families.standard().named("mlp"), FamilyContext.of(Shape.image(1, 8, 8), 4));

  private static final Objective NONE =
      pass -> {
        throw new IllegalStateException("nothing is computed here");
      };

  @Test
  void everyStepTrainsOneNetworkOfTheFamily() {
    SinglePath paths = new SinglePath(PARTS, 5, NONE);
    Set<String> met = new HashSet<>();
    for (int step = 0; step < 40; step++) {
      List<Branch> branches = paths.branches(1, step);
      assertThat(branches).hasSize(1);
      assertThat(branches.get(0).objective()).isSameAs(NONE);
      PARTS.supernet().part(branches.get(0).network());
      met.add(branches.get(0).network().contentHash());
    }
    assertThat(met).hasSizeGreaterThan(3);
  }

  @Test
  void whichOneIsAFunctionOfSeedAndStep() {
    SinglePath paths = new SinglePath(PARTS, 5, NONE);
    for (int step = 0; step < 10; step++) {
      assertThat(new SinglePath(PARTS, 5, NONE).branches(2, step).get(0).network())
          .isEqualTo(paths.branches(2, step).get(0).network());
    }
  }
}
