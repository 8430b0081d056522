package io.paretune.tests.measuring;

import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.protocol.Latency;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Different residual networks, drawn at random from the family's own space. */
final class RandomNetworks {

  private RandomNetworks() {}

  /** Measures of {@code count} networks for images of 28 by 28, untrained, without compression. */
  static List<Supplier<Latency>> measured(Meter meter, int count, long seed) throws IOException {
    ResNetFamily family = new ResNetFamily();
    FamilyContext context = FamilyContext.of(Shape.image(1, 28, 28), 10);
    SearchSpace space = family.space(context);
    RandomGenerator random =
        RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom").create(seed);
    Set<Assignment> drawn = new LinkedHashSet<>();
    while (drawn.size() < count) {
      drawn.add(space.fromUnit(random.doubles(space.dimension()).toArray()));
    }
    Path directory = Files.createTempDirectory("measuring");
    // what is registered first is deleted last
    directory.toFile().deleteOnExit();
    List<Supplier<Latency>> measured = new ArrayList<>();
    for (Assignment assignment : drawn) {
      Network network = family.build(assignment, context);
      WeightedNetwork folded = FoldBatchNorm.fold(network, Initialisation.kaiming(network, seed));
      Path file = directory.resolve(measured.size() + ".onnx");
      OnnxExport.write(folded.network(), folded.weights(), file);
      file.toFile().deleteOnExit();
      measured.add(
          () -> meter.measure(Map.of(Deployment.ONNX, file), ModelInput.pseudoRandom()).latency());
    }
    return measured;
  }
}
