package io.paretune.evaluators.onnx.read.file;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Counts the fields of a model before it is parsed. An empty message takes two bytes in the file
 * and some hundred in memory: a small hostile file could fill the heap.
 */
final class FieldCount {

  private static final int MOST = 2_000_000;
  private static final int DEEPEST = 60;
  private static final int TRAINING = 20;
  private static final int FUNCTIONS = 25;

  private int fields;

  private FieldCount() {}

  /**
   * Checks that a model is worth parsing.
   *
   * @throws OnnxImportException if it is no model, nests too deeply or holds too many parts
   */
  static void check(byte[] model) {
    try {
      new FieldCount().walk(CodedInputStream.newInstance(model), Kind.MODEL, 0);
    } catch (IOException e) {
      throw new OnnxImportException(
          "this is no ONNX model, or it is truncated: " + e.getMessage(), e);
    }
  }

  private void walk(CodedInputStream in, Kind kind, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new OnnxImportException(
          "parts must nest at most %d deep; export without nested control flow".formatted(DEEPEST));
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      fields++;
      if (fields > MOST) {
        throw new OnnxImportException(
            "a model must have at most %d parts; this is no sound model".formatted(MOST));
      }
      int number = WireFormat.getTagFieldNumber(tag);
      if (kind == Kind.MODEL && (number == TRAINING || number == FUNCTIONS)) {
        throw new OnnxImportException(
            "functions and training graphs are not supported; export for inference with a current"
                + " PyTorch, or inline them (onnx.inliner)");
      }
      Kind inner = kind.field(number);
      int wire = WireFormat.getTagWireType(tag);
      if (wire == WireFormat.WIRETYPE_LENGTH_DELIMITED && inner != Kind.LEAF) {
        int limit = in.pushLimit(in.readRawVarint32());
        walk(in, inner, depth + 1);
        in.popLimit(limit);
      } else if (wire == WireFormat.WIRETYPE_START_GROUP
          || wire == WireFormat.WIRETYPE_END_GROUP
          || !in.skipField(tag)) {
        throw new OnnxImportException("this is no ONNX model: it holds groups");
      }
    }
  }

  /** The messages of onnx.proto, with the numbers of those of their fields that are messages. */
  private enum Kind {
    MODEL,
    GRAPH,
    NODE,
    ATTRIBUTE,
    TENSOR,
    SPARSE,
    VALUE,
    TYPE,
    ELEMENT,
    ARRAY,
    AXES,
    ANNOTATION,
    /** Text or numbers. */
    LEAF,
    /** A message of texts and numbers. */
    PAIR;

    Kind field(int number) {
      return switch (this) {
        case MODEL -> number == 7 ? GRAPH : number == 8 || number == 14 ? PAIR : LEAF;
        case GRAPH ->
            switch (number) {
              case 1 -> NODE;
              case 5 -> TENSOR;
              case 11, 12, 13 -> VALUE;
              case 14 -> ANNOTATION;
              case 15 -> SPARSE;
              case 16 -> PAIR;
              default -> LEAF;
            };
        case NODE -> number == 5 ? ATTRIBUTE : number == 9 ? PAIR : LEAF;
        case ATTRIBUTE ->
            switch (number) {
              case 5, 10 -> TENSOR;
              case 6, 11 -> GRAPH;
              case 14, 15 -> TYPE;
              case 22, 23 -> SPARSE;
              default -> LEAF;
            };
        case TENSOR -> number == 3 || number == 13 ? PAIR : LEAF;
        case SPARSE -> number == 1 || number == 2 ? TENSOR : LEAF;
        case VALUE -> number == 2 ? TYPE : number == 4 ? PAIR : LEAF;
        case TYPE ->
            switch (number) {
              case 1, 8 -> ARRAY;
              case 4, 5, 9 -> ELEMENT;
              default -> LEAF;
            };
        case ELEMENT -> number == 1 || number == 2 ? TYPE : LEAF;
        case ARRAY -> number == 2 ? AXES : LEAF;
        case AXES -> number == 1 ? PAIR : LEAF;
        case ANNOTATION -> number == 2 ? PAIR : LEAF;
        case LEAF, PAIR -> LEAF;
      };
    }
  }
}
