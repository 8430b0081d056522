package io.paretune.evaluators.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Upsampling;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.task.Segmentation;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network learns masks, which are moved as their images are. */
class SegmentationTrainingTest {

  private static final int SIDE = 12;

  @TempDir Path directory = Path.of("");

  /** Bright rectangles on a dark ground. */
  private DataSet data() throws IOException {
    Random random = new Random(5);
    Files.createDirectories(directory.resolve("images"));
    Files.createDirectories(directory.resolve("masks"));
    for (int i = 0; i < 80; i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      int left = random.nextInt(8);
      int top = random.nextInt(8);
      for (int p = 0; p < SIDE * SIDE; p++) {
        int x = p % SIDE;
        int y = p / SIDE;
        boolean inside = x >= left && x < left + 4 && y >= top && y < top + 3;
        image.getRaster().setSample(x, y, 0, (inside ? 150 : 60) + random.nextInt(60));
        mask.getRaster().setSample(x, y, 0, inside ? 255 : 0);
      }
      ImageIO.write(image, "png", directory.resolve("images/" + i + ".png").toFile());
      ImageIO.write(mask, "png", directory.resolve("masks/" + i + ".png").toFile());
    }
    return DataSets.open(DataSpec.of(directory.toString()).withTask(new Segmentation()));
  }

  @Test
  void masksAreMovedWithTheirImages() throws IOException {
    DataSet data = data();
    Network network =
        Network.from(Shape.image(1, SIDE, SIDE))
            .block("net")
            .conv(8, Window.same(3).withStride(2), 1, true)
            .relu()
            .layer(
                "up",
                new Upsampling.ConvTranspose2d(8, 8, Window.square(2).withStride(2), 0, 0, 1, true))
            .relu()
            .conv(2, Window.same(3), 1, true)
            .flatten()
            .build();
    TrainingSettings settings =
        TrainingSettings.defaults()
            .withEpochs(25)
            .withViews(new Views(Augmentation.CROP_AND_MIX, 4, 3));
    Trained trained =
        Trainer.onCpu()
            .train(
                network,
                Initialisation.kaiming(network, 1),
                data.train(),
                data.validation(),
                settings,
                Optional.empty(),
                EpochListener.untilTheEnd(),
                StepGate.open());
    assertThat(trained.validationScore()).isGreaterThan(0.7);
  }
}
