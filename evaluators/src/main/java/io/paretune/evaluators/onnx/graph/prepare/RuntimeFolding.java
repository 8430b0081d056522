package io.paretune.evaluators.onnx.graph.prepare;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.paretune.evaluators.onnx.graph.draft.ModelOnDisk;
import io.paretune.hardware.runtime.onnx.OnnxEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * ONNX Runtime's basic optimisations, which give standard operators again: constants folded,
 * normalisations and factors folded into convolutions, no-ops left out. Taken from it by having it
 * write what it made.
 */
final class RuntimeFolding {

  /** Folding may unfold a constant that was computed of little. */
  private static final double MOST_GROWTH = 1.25;

  private static final int SLACK = 4096;

  private RuntimeFolding() {}

  /** The folded model, or the model as it came where folding makes it much larger or fails. */
  static ModelProto of(ModelProto constant) {
    try {
      try (ModelOnDisk given = ModelOnDisk.of(constant)) {
        Path written = given.path().resolveSibling("folded.onnx");
        write(given.path(), written);
        ModelProto folded = framed(constant, ModelOnDisk.read(written));
        return folded.getSerializedSize() > MOST_GROWTH * constant.getSerializedSize() + SLACK
            ? constant
            : folded;
      }
    } catch (OrtException refused) {
      // whether the model can be loaded at all is found out by whoever calls it
      return constant;
    } catch (IOException full) {
      throw new UncheckedIOException("the folded graph cannot be written or read", full);
    }
  }

  private static void write(Path model, Path to) throws OrtException {
    OrtEnvironment environment = OnnxEnvironment.ofThisProcess();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.BASIC_OPT);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setIntraOpNumThreads(1);
      options.setOptimizedModelFilePath(to.toString());
      environment.createSession(model.toString(), options).close();
    }
  }

  /** What the folded model computes, in the frame of the original. */
  private static ModelProto framed(ModelProto model, ModelProto folded) {
    GraphProto.Builder graph =
        model.getGraph().toBuilder()
            .clearNode()
            .clearInitializer()
            .clearSparseInitializer()
            .clearValueInfo()
            .addAllNode(folded.getGraph().getNodeList())
            .addAllInitializer(folded.getGraph().getInitializerList())
            .addAllValueInfo(folded.getGraph().getValueInfoList());
    ModelProto.Builder framed = model.toBuilder().setGraph(graph).clearOpsetImport();
    Set<String> used =
        folded.getGraph().getNodeList().stream()
            .map(node -> node.getDomain().equals("ai.onnx") ? "" : node.getDomain())
            .collect(Collectors.toSet());
    used.add("");
    folded.getOpsetImportList().stream()
        .filter(
            set ->
                used.contains(set.getDomain().equals("ai.onnx") ? "" : set.getDomain())
                    || model.getOpsetImportList().contains(set))
        .forEach(framed::addOpsetImport);
    return framed.build();
  }
}
