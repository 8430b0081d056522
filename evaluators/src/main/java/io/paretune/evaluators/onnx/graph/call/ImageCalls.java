package io.paretune.evaluators.onnx.graph.call;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.image.Images;
import io.paretune.evaluators.data.layout.numpy.NumpyArray;
import io.paretune.evaluators.data.source.Channels;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.data.source.Resize;
import io.paretune.evaluators.robustness.Corruption;
import io.paretune.evaluators.task.targets.ClassTargets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Images as calls of a model with one input of them: stretched to its size, channels where it has
 * them, one call an image. A model that is bound to a batch gets the images that follow as well,
 * from the first on again after the last. Open sides are those of the first image.
 */
final class ImageCalls implements CallSource {

  private static final long SEED = 1;

  private final List<Path> files;
  private final Preprocessing preprocessing;
  private final UnaryOperator<Examples> change;
  private @Nullable Examples read;

  ImageCalls(List<Path> files, Preprocessing preprocessing) {
    this(files, preprocessing, UnaryOperator.identity());
  }

  private ImageCalls(
      List<Path> files, Preprocessing preprocessing, UnaryOperator<Examples> change) {
    this.files = List.copyOf(files);
    this.preprocessing = preprocessing;
    this.change = change;
  }

  @Override
  public Optional<CallSource> corrupted(Corruption corruption) {
    return Optional.of(new ImageCalls(files, preprocessing, images -> corruption.of(images, SEED)));
  }

  @Override
  public int size() {
    return files.size();
  }

  /** How the images lie in the input; a side of 0 is open. */
  private record Form(int batch, int channels, long height, long width, boolean last) {}

  @Override
  public Map<String, NumpyArray> arrays(int call, Map<String, NodeInfo> declared) {
    Form form = form(declared).orElseThrow(() -> unlike(declared));
    Examples examples = read;
    if (examples == null) {
      examples = change.apply(examples(form));
      read = examples;
    }
    InputShape shape = examples.shape();
    float[] values = new float[form.batch() * shape.volume()];
    for (int n = 0; n < form.batch(); n++) {
      int from = n * shape.volume();
      examples.copyRaw((call + n) % examples.size(), values, from);
      preprocessing.apply(values, from, shape.volume());
      if (form.last()) {
        turn(values, from, shape);
      }
    }
    List<Integer> axes =
        form.last()
            ? List.of(form.batch(), shape.height(), shape.width(), shape.channels())
            : List.of(form.batch(), shape.channels(), shape.height(), shape.width());
    return Map.of("", NumpyArray.of(files.get(call).toString(), axes, values));
  }

  private static Optional<Form> form(Map<String, NodeInfo> declared) {
    if (declared.size() != 1
        || !(declared.values().iterator().next().getInfo() instanceof TensorInfo tensor)
        || tensor.getShape().length != 4) {
      return Optional.empty();
    }
    long[] axes = tensor.getShape();
    int batch = (int) Math.max(1, axes[0]);
    if (axes[1] == 1 || axes[1] == 3) {
      return Optional.of(new Form(batch, (int) axes[1], open(axes[2]), open(axes[3]), false));
    }
    return axes[3] == 1 || axes[3] == 3
        ? Optional.of(new Form(batch, (int) axes[3], open(axes[1]), open(axes[2]), true))
        : Optional.empty();
  }

  private static long open(long axis) {
    return Math.max(0, axis);
  }

  private Examples examples(Form form) {
    Channels channels = form.channels() == 1 ? Channels.GREY : Channels.RGB;
    ImageReading plain = new ImageReading(Optional.empty(), channels, ImageReading.WHITE, 0);
    int height = Math.toIntExact(form.height());
    int width = Math.toIntExact(form.width());
    if (height == 0 || width == 0) {
      InputShape first = read(files.subList(0, 1), plain).shape();
      height = height == 0 ? first.height() : height;
      width = width == 0 ? first.width() : width;
    }
    Resize stretched = new Resize(height, width, Resize.Mode.STRETCH);
    return read(files, plain.withResize(Optional.of(stretched)));
  }

  private static Examples read(List<Path> files, ImageReading reading) {
    Images images = new Images(String.valueOf(files.get(0).getParent()), reading);
    images.addAll(files);
    return images.examples(
        reading.channels() == Channels.GREY,
        ClassTargets.of(List.of("none"), new int[files.size()]));
  }

  /** Channels last. */
  private static void turn(float[] values, int from, InputShape shape) {
    float[] planes = Arrays.copyOfRange(values, from, from + shape.volume());
    int area = shape.height() * shape.width();
    for (int i = 0; i < planes.length; i++) {
      values[from + i % area * shape.channels() + i / area] = planes[i];
    }
  }

  private static IllegalArgumentException unlike(Map<String, NodeInfo> declared) {
    return NamedInputs.unlike(
        declared, Collections.singletonList("images (of one input of 1 or 3 channels)"));
  }
}
