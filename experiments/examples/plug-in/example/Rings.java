package example;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataSource;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Reading;
import io.paretune.evaluators.data.source.SourceData;
import io.paretune.evaluators.spi.DataSourceProvider;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.search.spi.Provider;
import io.paretune.search.spi.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code data: {format: points, train: FILE}}: lines of numbers, the last a class from 0. */
public final class Rings implements DataSourceProvider {

  @Override
  public int api() {
    return Provider.API;
  }

  @Override
  public String name() {
    return "points";
  }

  @Override
  public DataSource source(Parts parts, Settings settings) {
    if (parts.train().size() > 1 || !parts.validation().isEmpty() || !parts.test().isEmpty()) {
      throw settings.refuse("train", "'train' must be the one file of format points");
    }
    return new Points(parts.train().get(0));
  }

  private record Points(Path file) implements DataSource {

    @Override
    public SourceData read(Reading reading) {
      try {
        List<String> lines = Files.readAllLines(file);
        int columns = lines.get(0).split(" ").length - 1;
        float[] values = new float[lines.size() * columns];
        int[] classes = new int[lines.size()];
        for (int row = 0; row < classes.length; row++) {
          String[] fields = lines.get(row).split(" ");
          for (int column = 0; column < columns; column++) {
            values[row * columns + column] = Float.parseFloat(fields[column]);
          }
          classes[row] = Integer.parseInt(fields[columns]);
        }
        Examples all =
            Examples.ofFloats(
                InputShape.vector(columns), ClassTargets.of(List.of("in", "out"), classes), values);
        return SourceData.of(
            file.getFileName().toString(), all, Optional.empty(), Optional.empty());
      } catch (IOException | RuntimeException broken) {
        throw new DataException(file.toString(), "lines of numbers", "others", broken);
      }
    }
  }
}
