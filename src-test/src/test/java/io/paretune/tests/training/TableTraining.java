package io.paretune.tests.training;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.MlpFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.train.NetworkTraining;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import java.io.IOException;
import java.util.Optional;

/**
 * Time and memory of reading a table, and of an epoch of an {@code mlp} of three layers on it:
 * {@code OMP_NUM_THREADS=1 java -Xmx700m io.paretune.tests.training.TableTraining FILE.csv LABEL}.
 * A line for each, as {@link ImageTraining} prints them.
 */
public final class TableTraining {
  private TableTraining() {}

  /** Prints the lines. */
  public static void main(String[] arguments) throws IOException {
    long began = System.nanoTime();
    DataSet data = DataSets.open(DataSpec.of(arguments[0]).withLabelColumn(arguments[1]));
    ImageTraining.line("read", began, data.train().size());
    InputShape shape = data.shape();
    Network network =
        new MlpFamily()
            .largest(
                FamilyContext.of(
                    Shape.image(shape.channels(), shape.height(), shape.width()),
                    data.head().outputs()));
    try (NetworkTraining training =
        Trainer.onCpu()
            .begin(
                network,
                Initialisation.kaiming(network, 1),
                data.train(),
                TrainingSettings.defaults().withEpochs(1).withBatchSize(256),
                Optional.empty(),
                StepGate.open())) {
      long start = System.nanoTime();
      training.loop().epoch();
      ImageTraining.line("epoch", start, data.train().size());
    }
  }
}
