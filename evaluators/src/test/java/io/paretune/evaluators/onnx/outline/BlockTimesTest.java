package io.paretune.evaluators.onnx.outline;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.NodeTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockTimesTest {

  @Test
  void nodesThatTheEngineRenamedOrAddedFindTheirPlace() {
    TreeMap<String, String> blocks =
        new TreeMap<>(Map.of("s.b0.conv", "s.b0", "s.b0.conv.act", "s.b0", "s.b1.conv", "s.b1"));
    List<NodeTimes.Node> nodes =
        List.of(
            new NodeTimes.Node("ReorderInput", "ReorderInput", 1),
            new NodeTimes.Node("s.b0.conv_token_1", "Conv", 5),
            new NodeTimes.Node("s.b1.conv", "Conv", 2),
            new NodeTimes.Node("s.b0.conv.act", "Relu", 3),
            new NodeTimes.Node("", "Transpose", 4));
    assertThat(BlockTimes.joined(nodes, blocks))
        .containsExactly(
            new BlockTimes.Block("ReorderInput", 1, 1),
            new BlockTimes.Block("s.b0", 8, 2),
            new BlockTimes.Block("s.b1", 2, 1),
            new BlockTimes.Block("Transpose", 4, 1));
  }

  @Test
  void aFilesRunsAreTold(@TempDir Path directory) throws IOException {
    Network network = Network.from(Shape.image(1, 8, 8)).flatten().linear(10).build();
    Path file = directory.resolve("model.onnx");
    OnnxExport.write(network, Initialisation.kaiming(network, 1), file);
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    BlockTimes times = BlockTimes.of(file, HardwareProfiles.named("cpu-1-thread"), scratch);
    assertThat(times.runs()).isBetween(2, 200);
    assertThat(times.blocks())
        .isNotEmpty()
        .allSatisfy(block -> assertThat(block.nodes()).isPositive());
    assertThat(times.blocks()).extracting(BlockTimes.Block::name).containsExactly("stem");
  }

  @Test
  void blocksAreNamesUpToTheLastDotOrSlash() {
    assertThat(BlockTimes.block("stage1.block0.conv1", "Conv")).isEqualTo("stage1.block0");
    assertThat(BlockTimes.block("/encoder/layer.0/MatMul", "MatMul")).isEqualTo("/encoder/layer.0");
    assertThat(BlockTimes.block("logits", "Gemm")).isEqualTo("logits");
    assertThat(BlockTimes.block("#7", "DequantizeLinear")).isEqualTo("DequantizeLinear");
  }
}
