package io.paretune.hardware.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DeploymentTest {

  @Test
  void labelsAreThoseOfExperimentFilesAndLeadBack() {
    assertThat(Deployment.labels())
        .containsExactly("onnx", "torchscript", "torchscript-bf16", "torchscript-fp16");
    for (Deployment kept : Deployment.kept()) {
      assertThat(Deployment.labelled(kept.label())).isEqualTo(kept);
    }
    assertThat(Deployment.labelled("torchscript-bf16").precision()).isEqualTo(Precision.BFLOAT16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Deployment.labelled("torch"))
        .withMessageContaining("torchscript-bf16")
        .withMessageContaining("'torch'");
  }

  @Test
  void anEnginesNameIsOneOfAProfile() {
    assertThat(new Engine("my-engine")).hasToString("my-engine");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Engine("My engine"))
        .withMessageContaining("'My engine'");
  }
}
