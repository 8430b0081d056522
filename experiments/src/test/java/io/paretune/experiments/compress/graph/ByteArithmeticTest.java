package io.paretune.experiments.compress.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ByteArithmeticTest {

  @Test
  void onlyProcessorsWithoutVnniCutOffSums() {
    assertThat(ByteArithmetic.cutsOff(List.of("avx2", "fma"))).isTrue();
    assertThat(ByteArithmetic.cutsOff(List.of("avx2", "avx512f", "avx512_vnni"))).isFalse();
    assertThat(ByteArithmetic.cutsOff(List.of("asimd", "asimddp"))).isFalse();
  }
}
