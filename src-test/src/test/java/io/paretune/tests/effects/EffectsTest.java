package io.paretune.tests.effects;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectsTest {

  @Test
  void everyTechniqueHasItsRow(@TempDir Path directory) {
    Network network =
        new ResNetFamily()
            .largest(
                FamilyContext.of(Shape.image(1, 8, 8), 10)
                    .with("stages", 1)
                    .with("width", 16)
                    .with("depth", 2)
                    .with("kernel", 3));
    WeightedNetwork folded = FoldBatchNorm.fold(network, Initialisation.kaiming(network, 1));
    Path file = directory.resolve("net.onnx");
    OnnxExport.write(folded.network(), folded.weights(), file);
    Subject subject = Subject.of(file, "digits", 0);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Effects.table(subject, 4, new PrintStream(printed, true, StandardCharsets.UTF_8));
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    List<Technique> techniques = Technique.all(subject);
    assertThat(lines).hasSize(techniques.size() + 3);
    assertThat(lines.get(2)).startsWith("| as it came, 32 bits |").contains("| 1.00 |", "100.0 %");
    for (int i = 0; i < techniques.size(); i++) {
      assertThat(lines.get(i + 2)).startsWith("| " + techniques.get(i).name());
    }
  }
}
