package io.paretune.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Study;
import org.junit.jupiter.api.Test;

final class RandomSamplerTest implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new RandomSampler();
  }

  @Override
  public long goldenDigest() {
    return 1996331556363311022L;
  }

  @Test
  void proposalsAreUniform() {
    SearchSpace space = SearchSpace.builder().real("x", 0, 1).choice("c", "a", "b").build();
    Study<Assignment> study = Study.of(space).minimize("cost").start();
    int count = 4000;
    double sum = 0;
    double squares = 0;
    int firsts = 0;
    for (int i = 0; i < count; i++) {
      long number = i;
      Assignment point = study.inspect(view -> new RandomSampler().ask(view, number)).orElseThrow();
      sum += point.real("x");
      squares += point.real("x") * point.real("x");
      firsts += point.text("c").equals("a") ? 1 : 0;
    }
    assertThat(sum / count).isCloseTo(1 / 2.0, within(0.02));
    assertThat(squares / count).isCloseTo(1 / 3.0, within(0.02));
    assertThat(firsts / (double) count).isCloseTo(0.5, within(0.03));
  }
}
