package io.paretune.experiments.evaluation;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.ImportedModel;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.evaluators.onnx.read.file.ExternalFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The data sets and models that a process works on, each decoded once: what needs one later gets
 * the same. Without the test splits, which {@link Evaluation#exam} opens at the end. Thread-safe.
 */
public final class Sources {

  private final Function<DataSpec, DataSet> open;
  private final Map<DataSpec, DataSet> data = new HashMap<>();
  private final Map<Path, ImportedModel> models = new HashMap<>();
  private final Map<Path, String> hashes = new HashMap<>();

  /** Sources of which nothing is open yet. */
  public Sources() {
    this(DataSets::open);
  }

  /**
   * As {@link #Sources()}.
   *
   * @param open how data are opened
   */
  public Sources(Function<DataSpec, DataSet> open) {
    this.open = open;
  }

  /**
   * A data set.
   *
   * @throws IllegalArgumentException if it cannot be opened, in one line
   */
  public synchronized DataSet data(DataSpec spec) {
    DataSet opened = data.get(spec);
    if (opened == null) {
      opened = open.apply(spec);
      data.put(spec, opened);
    }
    return opened;
  }

  /**
   * A model from a file.
   *
   * @param image what it reads, asked for only where the file leaves the size of its images open
   */
  public synchronized ImportedModel model(Path file, Supplier<Shape> image) {
    Path key = file.toAbsolutePath().normalize();
    ImportedModel read = models.get(key);
    if (read == null) {
      read = OnnxImport.read(file, image);
      models.put(key, read);
    }
    return read;
  }

  /**
   * What tells a model's file from another, read once.
   *
   * @return SHA-256 of the file and of those beside it that hold tensors, in hexadecimal
   */
  public synchronized String modelHash(Path file) {
    return hashes.computeIfAbsent(
        file.toAbsolutePath().normalize(),
        key -> {
          try {
            return ExternalFiles.contentHash(key);
          } catch (IOException gone) {
            throw new UncheckedIOException("the model " + key + " cannot be read", gone);
          }
        });
  }
}
