package io.paretune.evaluators.metadata;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Resize;
import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.OutputFunction;
import io.paretune.evaluators.task.score.Predictions;
import java.util.List;
import java.util.Optional;

/**
 * What somebody must know of a network's file to use it.
 *
 * @param task what is learned, by its name
 * @param names of the classes, labels or numbers, in the order of the outputs
 * @param positive of two classes with one output, the one that it stands for; else empty
 * @param input what one example is
 * @param preprocessing what is done to a raw value
 * @param normalises whether the file itself does that, so that it takes raw values
 * @param output what the file puts out
 */
public record ModelMetadata(
    String task,
    List<String> names,
    Optional<String> positive,
    Input input,
    Preprocessing preprocessing,
    boolean normalises,
    Output output) {

  /** Copies the list. */
  public ModelMetadata {
    names = List.copyOf(names);
  }

  /**
   * One example.
   *
   * @param kind what it is
   * @param shape channels, height and width; the numbers of a row are its channels
   * @param resize how images of other sizes become of this one; empty if they do not
   * @param background the colour under transparent pixels, {@code 0xRRGGBB}
   * @param columns of the table that rows come from, in the order of their numbers; empty if they
   *     are numbers already
   */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  public record Input(
      Kind kind,
      InputShape shape,
      Optional<Resize> resize,
      int background,
      List<CodedColumn> columns) {
    /** Copies the list. */
    public Input {
      columns = List.copyOf(columns);
    }

    /** What examples are. */
    public enum Kind {
      /** Pixels of 0 to 255, as they are before preprocessing. */
      IMAGE,
      /** Ids of the tokens of texts. */
      TEXT,
      /** Numbers. */
      VALUES;

      /** Of some examples. */
      static Kind of(Examples examples) {
        return examples.storesBytes() ? IMAGE : examples.shape().isText() ? TEXT : VALUES;
      }
    }
  }

  /**
   * The scores.
   *
   * @param name of the file's output
   * @param function that still has to be applied to make answers of them
   */
  public record Output(String name, OutputFunction function) {}

  /**
   * Of networks that are made for some data.
   *
   * @param images how these were read, if they are images
   * @param output the name of the scores
   * @param form how they are to be read
   */
  public static ModelMetadata of(
      DataSet data, ImageReading images, String output, Predictions.Form form) {
    boolean answered = form == Predictions.Form.ANSWERS;
    List<String> names = data.train().targets().names();
    return new ModelMetadata(
        data.head().task().name(),
        names,
        data.head().task() instanceof BinaryClassification binary
            ? Optional.of(binary.positive().orElse(names.get(1)))
            : Optional.empty(),
        new Input(
            Input.Kind.of(data.train().examples()),
            data.shape(),
            images.resize(),
            images.background(),
            data.origin().columns()),
        data.preprocessing(),
        false,
        new Output(output, answered ? OutputFunction.IDENTITY : data.head().function()));
  }

  /** The same of a file that normalises by itself. */
  public ModelMetadata normalising() {
    return new ModelMetadata(task, names, positive, input, preprocessing, true, output);
  }
}
