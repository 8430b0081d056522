import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;

/** Written for four published files: each is called by the names, types and axes that it has. */
public final class CallerOfFour {

  private static final OrtEnvironment ONNX = OrtEnvironment.getEnvironment();

  private static OnnxTensor floats(long... axes) throws OrtException {
    int count = 1;
    for (long length : axes) {
      count *= (int) length;
    }
    Random random = new Random(1);
    FloatBuffer values = FloatBuffer.allocate(count);
    while (values.hasRemaining()) {
      values.put(random.nextFloat());
    }
    return OnnxTensor.createTensor(ONNX, values.flip(), axes);
  }

  /** Whether a video's frame is forged: one frame, channels last, one probability. */
  private static String frame(OrtSession mesonet) throws OrtException {
    try (OnnxTensor image = floats(1, 256, 256, 3);
        OrtSession.Result answer = mesonet.run(Map.of("input", image))) {
      return "%.2f".formatted(((float[][]) answer.get("dense_1").orElseThrow().getValue())[0][0]);
    }
  }

  /** Digits: as many images as there are, ten scores each. */
  private static String digits(OrtSession cnn) throws OrtException {
    try (OnnxTensor images = floats(2, 1, 28, 28);
        OrtSession.Result answer = cnn.run(Map.of("input_image", images))) {
      float[][] scores = (float[][]) answer.get("output_probs").orElseThrow().getValue();
      return "%.2f %.2f".formatted(scores[0][0], scores[1][0]);
    }
  }

  /** Faces: two outputs, scores and boxes of 4,420 places. */
  private static String faces(OrtSession ultraface) throws OrtException {
    try (OnnxTensor image = floats(1, 3, 240, 320);
        OrtSession.Result answer = ultraface.run(Map.of("input", image))) {
      float[][][] scores = (float[][][]) answer.get("scores").orElseThrow().getValue();
      float[][][] boxes = (float[][][]) answer.get("boxes").orElseThrow().getValue();
      return "%d places, the first %.1f at %.1f"
          .formatted(scores[0].length, scores[0][0][1], boxes[0][0][0]);
    }
  }

  /** Words: three inputs of whole numbers, any number of tokens. */
  private static String words(OrtSession tinybert) throws OrtException {
    long[][] ids = {{2, 72, 208, 3}};
    long[][] ones = {{1, 1, 1, 1}};
    try (OnnxTensor tokens = OnnxTensor.createTensor(ONNX, ids);
        OnnxTensor mask = OnnxTensor.createTensor(ONNX, ones);
        OnnxTensor types = OnnxTensor.createTensor(ONNX, new long[1][4]);
        OrtSession.Result answer =
            tinybert.run(
                Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", types))) {
      float[][] pooled = (float[][]) answer.get("output_1").orElseThrow().getValue();
      return "%d numbers, the first %.1f".formatted(pooled[0].length, pooled[0][0]);
    }
  }

  /** Each argument is such a file, original or not. */
  public static void main(String[] files) throws OrtException {
    for (String file : files) {
      try (OrtSession session = ONNX.createSession(file)) {
        System.out.println(
            switch (session.getInputNames().iterator().next()) {
              case "input_image" -> "digits: " + digits(session);
              case "input_ids" -> "words: " + words(session);
              default ->
                  session.getOutputNames().contains("boxes")
                      ? "faces: " + faces(session)
                      : "frame: " + frame(session);
            });
      }
    }
  }
}
