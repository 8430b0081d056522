package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.TokenWindows;
import io.paretune.evaluators.onnx.OnnxExport;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small vision transformers of random weights as PyTorch 1.13's exporter wrote them; {@code
 * transformers/README.md} says how.
 */
class VisionTransformersTest {

  /** The same network in sixteen spellings: only class token, pool, activation and norms differ. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vit-timm-11",
        "vit-timm-17",
        "vit-scaled-mean-13",
        "vit-patches-14",
        "vit-scale-16",
        "vit-hf-14",
        "vit-hf-tanh-12",
        "deit-12-fixed",
        "deit-17",
        "torchvision-11",
        "torchvision-13-fixed",
        "torchvision-17",
        "encoder-pre-12",
        "encoder-pre-17",
        "encoder-post-12",
        "encoder-post-17"
      })
  void becomeNetworksOfHeads(String name) throws IOException {
    ImportedModel model = Journey.of(file(name));
    Network network = model.network();
    assertThat(network.blocks())
        .filteredOn(block -> block.endsWith(".attention") || block.endsWith(".mlp"))
        .hasSize(4)
        .isEqualTo(BlockRemoval.removable(network));
    assertThat(network.nodes())
        .filteredOn(node -> node.layer().equals(new TokenLayer.Attention(3, 4, 0.5)))
        .hasSize(2);
    assertThat(network.nodes()).noneMatch(node -> node.layer().equals(new Layer.Identity()));
    List<ChannelGroup> heads =
        StructuredPruning.groups(network).stream().filter(g -> g.producers().size() == 3).toList();
    assertThat(heads).hasSize(2).allMatch(group -> group.channels() == 3);
    SameAnswers.check(OnnxExport.encode(network, model.weights()));
  }

  /**
   * Hugging Face's own modules; DINOv2's positions are resized to the size that they have, and
   * BEiT's biases are looked up by relative positions.
   */
  @ParameterizedTest
  @ValueSource(strings = {"hf-vit-18", "hf-dinov2-14", "hf-beit-17"})
  void filesOfHuggingFaceBecomeNetworks(String name) throws IOException {
    Network network = SameAnswers.check(file(name)).network();
    assertThat(BlockRemoval.removable(network)).hasSize(4);
    assertThat(network.nodes())
        .filteredOn(
            node -> node.layer() instanceof TokenLayer.Attention heads && heads.heads() == 3)
        .hasSize(2);
  }

  /** Torchvision's own module: windows, shifted ones, merged patches, a window as large as all. */
  @Test
  void windowsAreAPropertyOfAttention() throws IOException {
    ImportedModel model = Journey.of(file("torchvision-swin-17"));
    Network network = model.network();
    assertThat(BlockRemoval.removable(network)).hasSize(6);
    List<TokenWindows> windows =
        network.nodes().stream()
            .filter(node -> node.layer() instanceof TokenLayer.Attention)
            .map(node -> ((TokenLayer.Attention) node.layer()).windows())
            .toList();
    assertThat(windows.get(0)).isEqualTo(new TokenWindows(16, List.of()));
    assertThat(windows.get(1).divided()).isTrue();
    // the last of four windows has come around both edges
    assertThat(windows.get(1).parts().subList(48, 64)).contains(0, 2, 8, 10);
    assertThat(windows.get(2)).isEqualTo(TokenWindows.WHOLE);
    SameAnswers.check(OnnxExport.encode(network, model.weights()));
    Network older = SameAnswers.check(file("torchvision-swin-14")).network();
    assertThat(older.multiplyAdds()).isEqualTo(network.multiplyAdds());
    assertThat(older.parameters()).isEqualTo(network.parameters());
  }

  @ParameterizedTest
  @ValueSource(strings = {"convnext-13", "convnext-17"})
  void convolutionsOfTokensGoBackAndForth(String name) throws IOException {
    ImportedModel model = Journey.of(file(name));
    assertThat(BlockRemoval.removable(model.network()))
        .containsExactly("stage0.0", "stage0.1", "stage1.0");
    SameAnswers.check(OnnxExport.encode(model.network(), model.weights()));
  }

  static byte[] file(String name) throws IOException {
    try (InputStream file =
        VisionTransformersTest.class.getResourceAsStream("/transformers/" + name + ".onnx")) {
      return Objects.requireNonNull(file, name).readAllBytes();
    }
  }
}
