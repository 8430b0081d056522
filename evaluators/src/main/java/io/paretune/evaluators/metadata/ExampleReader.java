package io.paretune.evaluators.metadata;

import io.paretune.evaluators.data.image.Images;
import io.paretune.evaluators.data.layout.numpy.NumpyArray;
import io.paretune.evaluators.data.source.Channels;
import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.data.source.DataFile;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.table.CodedRows;
import io.paretune.evaluators.data.table.TableSource;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.signature.InputLayout;
import io.paretune.evaluators.task.targets.ClassTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what a network is asked about as its training data were read. Immutable. */
public final class ExampleReader {

  private final ModelMetadata.Input input;

  /** For the examples of a network. */
  public ExampleReader(ModelMetadata.Input input) {
    this.input = input;
  }

  /** An example, before preprocessing. Immutable. */
  public static final class Example {
    private final String name;
    private final float[] values;

    Example(String name, float[] values) {
      this.name = name;
      this.values = values;
    }

    /** Where it comes from. */
    public String name() {
      return name;
    }

    /** {@code float[channels][height][width]}, flat; NaN for what is missing. */
    public float[] values() {
      return values.clone();
    }
  }

  /**
   * The examples in a file: an image, the rows of a table, the lines of a text, or an array {@code
   * .npy} of one example or of several.
   *
   * @throws IllegalArgumentException if it holds none that the network takes: one line
   */
  public List<Example> read(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (!Files.isRegularFile(file)) {
      throw new DataException(file.toString(), "a file", "none");
    }
    if (name.endsWith(".npy")) {
      return array(file);
    }
    if (TableSource.recognises(name)) {
      return rows(file);
    }
    if (input.kind() == ModelMetadata.Input.Kind.TEXT && name.endsWith(".txt")) {
      return lines(file);
    }
    if (input.kind() != ModelMetadata.Input.Kind.IMAGE) {
      throw new DataException(
          file.toString(),
          input.columns().isEmpty()
              ? "an array .npy, which the network takes"
              : input.kind() == ModelMetadata.Input.Kind.TEXT
                  ? "texts: a file .txt with one a line, a table .csv with the columns that the"
                      + " network was trained on, or an array .npy of ids"
                  : "a table .csv with the columns that the network was trained on, or an array"
                      + " .npy",
          "another kind of file");
    }
    return image(file);
  }

  /** A text each line, of a network that reads one. */
  private List<Example> lines(Path file) {
    if (input.columns().size() != 1) {
      throw new DataException(
          file.toString(),
          "a table .csv with the columns that the network was trained on, "
              + input.columns().stream().map(CodedColumn::name).toList(),
          "lines of text");
    }
    try {
      // Blank ones too: the n-th answer is that of line n.
      List<String> lines = Files.readAllLines(file);
      CodedRows rows = CodedRows.of(file.toString(), lines, input.columns().get(0));
      return examples(rows, file);
    } catch (IOException unreadable) {
      throw new DataException(file.toString(), "text in UTF-8", "none", unreadable);
    }
  }

  private List<Example> image(Path file) {
    InputShape shape = input.shape();
    ImageReading reading =
        new ImageReading(
            input.resize(),
            shape.channels() == 1 ? Channels.GREY : Channels.RGB,
            input.background(),
            0);
    Images images = new Images(file.toString(), reading);
    images.addAll(List.of(file));
    Examples read =
        images.examples(shape.channels() == 1, ClassTargets.of(List.of("none"), new int[1]));
    if (!read.shape().equals(shape)) {
      throw new DataException(
          file.toString(),
          "an image of %d x %d (width x height), as all were that the network was trained on"
              .formatted(shape.width(), shape.height()),
          "%d x %d".formatted(read.shape().width(), read.shape().height()));
    }
    float[] values = new float[shape.volume()];
    read.copyRaw(0, values, 0);
    return List.of(new Example(file.toString(), values));
  }

  private List<Example> rows(Path file) {
    if (input.columns().isEmpty()) {
      throw new DataException(
          file.toString(), "an example that the network takes, which are no tables", "a table");
    }
    return examples(CodedRows.read(file, input.columns()), file);
  }

  private List<Example> examples(CodedRows rows, Path file) {
    if (rows.width() != input.shape().volume()) {
      throw new DataException(
          file.toString(), input.shape().volume() + " numbers a row", String.valueOf(rows.width()));
    }
    List<Example> examples = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      examples.add(new Example(rows.place(row), rows.row(row)));
    }
    return examples;
  }

  private List<Example> array(Path file) {
    NumpyArray array = NumpyArray.read(file.toString(), DataFile.of(file).bytes());
    InputShape shape = input.shape();
    Shape.Image one = Shape.image(shape.channels(), shape.height(), shape.width());
    List<Long> axes = array.shape().stream().map(Long::valueOf).toList();
    boolean single = InputLayout.of(axes, one).isPresent();
    InputLayout layout =
        InputLayout.of(single || axes.isEmpty() ? axes : axes.subList(1, axes.size()), one)
            .orElseThrow(
                () ->
                    new DataException(
                        file.toString(),
                        "an example of %s, or several behind an axis of their number"
                            .formatted(one),
                        "an array of " + array.shape()));
    if (array.isText()) {
      throw new DataException(file.toString(), "numbers", "texts");
    }
    int count = single ? 1 : Math.toIntExact(axes.get(0));
    int plane = shape.height() * shape.width();
    List<Example> examples = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      float[] values = new float[shape.volume()];
      for (int i = 0; i < values.length; i++) {
        boolean last = layout == InputLayout.CHANNELS_LAST;
        int from = last ? i % plane * shape.channels() + i / plane : i;
        values[i] = (float) array.at((long) n * values.length + from);
      }
      examples.add(new Example(single ? file.toString() : file + "[" + n + "]", values));
    }
    return examples;
  }
}
