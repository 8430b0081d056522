package io.paretune.evaluators.train.batch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomImages;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.distillation.DistillationLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LengthBucketsTest {

  private static final int TEXTS = 100;

  private final Network network =
      Network.from(Shape.ids(12, 30))
          .layer("words", new TokenLayer.Embedding(30, 4, 0))
          .join("pool", new TokenLayer.TokenMean(), Network.INPUT)
          .linear(2)
          .build();

  @Test
  void everyTextComesOnceAnEpochAndBatchesAreAsLongAsTheirLongest() {
    TrainSplit split = RandomImages.of(network, TEXTS, 3);
    ViewedBatches batches =
        new ViewedBatches(
            network,
            split,
            TrainingSettings.defaults().withBatchSize(8).batching(),
            Optional.empty(),
            new DistillationLoss(split.head().loss(), 1, 0));
    long read = 0;
    for (int epoch = 1; epoch <= 2; epoch++) {
      List<String> seen = new ArrayList<>();
      try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
        for (int step = 0; step < batches.steps(); step++) {
          Batch batch = batches.batch(epoch, step, manager);
          int tokens = (int) batch.inputs().getShape().get(1);
          float[] ids = batch.inputs().toFloatArray();
          boolean last = false;
          for (int i = 0; i < batch.size(); i++) {
            float[] text = Arrays.copyOfRange(ids, i * tokens, (i + 1) * tokens);
            last |= text[tokens - 1] != 0;
            seen.add(Arrays.toString(Arrays.copyOf(text, 12)));
          }
          assertThat(last || tokens == 1).isTrue();
          read += (long) tokens * batch.size();
        }
      }
      List<String> all = new ArrayList<>();
      for (int i = 0; i < TEXTS; i++) {
        float[] text = new float[12];
        split.copyInput(i, text, 0);
        all.add(Arrays.toString(text));
      }
      assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
    }
    assertThat(read).isLessThan(2L * TEXTS * 12 * 3 / 4);
  }
}
