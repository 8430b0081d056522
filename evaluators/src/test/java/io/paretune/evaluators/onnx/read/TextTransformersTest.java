package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.TextTransformerFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.search.space.Assignment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that read texts, from files. */
class TextTransformersTest {

  @ParameterizedTest
  @ValueSource(strings = {"mean", "class"})
  void filesOfTheFamilyAreReadBack(String pool) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("width", 16);
    values.put("depth", 2);
    values.put("heads.block0", 1);
    values.put("ratio.block0", 2);
    values.put("heads.block1", 2);
    values.put("ratio.block1", 1);
    values.put("pool", pool);
    FamilyContext context =
        FamilyContext.of(Shape.ids(7, 20), 3)
            .with("width", 8, 16)
            .with("head-width", 4)
            .with("heads", 1, 2)
            .with("pool", "mean", "class");
    Network network = new TextTransformerFamily().build(Assignment.of(values), context);
    Weights weights = Initialisation.kaiming(network, 5);

    ImportedModel read = Journey.of(OnnxExport.encode(network, weights));

    assertThat(read.network().input()).isEqualTo(network.input());
    assertThat(read.network().parameters()).isEqualTo(network.parameters());
    assertThat(read.network().multiplyAdds()).isEqualTo(network.multiplyAdds());
    assertThat(BlockRemoval.removable(read.network())).hasSize(4);
  }
}
