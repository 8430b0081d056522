package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.signature.TextForm.Words;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A program that reads texts by a file: it gives ids, masks and kinds of tokens by the names that a
 * tokenizer gives them. It is run with a file and with what takes its place.
 */
final class SameTexts {

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private SameTexts() {}

  /** Whether both declare the same, and answer texts of all lengths, padded with id 0, alike. */
  static void check(byte[] original, byte[] copy, int tokens, int vocabulary) throws OrtException {
    check(original, copy, tokens, new Words(vocabulary, 0));
  }

  /** The same of texts that are padded with another id. */
  static void check(byte[] original, byte[] copy, int tokens, Words vocabulary)
      throws OrtException {
    try (OrtSession one = ENVIRONMENT.createSession(original);
        OrtSession other = ENVIRONMENT.createSession(copy)) {
      assertThat(SameCall.declared(other.getInputInfo()))
          .isEqualTo(SameCall.declared(one.getInputInfo()));
      assertThat(SameCall.declared(other.getOutputInfo()))
          .isEqualTo(SameCall.declared(one.getOutputInfo()));
      for (int seed = 0; seed < 5; seed++) {
        Map<String, OnnxTensor> inputs = inputs(one, tokens, vocabulary, new Random(seed));
        try (OrtSession.Result expected = one.run(inputs);
            OrtSession.Result actual = other.run(inputs)) {
          float[][] wanted = (float[][]) expected.get(0).getValue();
          float[][] found = (float[][]) actual.get(0).getValue();
          for (int i = 0; i < wanted.length; i++) {
            for (int c = 0; c < wanted[i].length; c++) {
              assertThat(found[i][c]).isCloseTo(wanted[i][c], within(1e-4f));
            }
          }
        } finally {
          inputs.values().forEach(OnnxTensor::close);
        }
      }
    }
  }

  /** Whether both answer ids alone as a network does of single texts. */
  static void checkIds(byte[] original, byte[] copy, Network network) {
    float[][] texts = RandomNetworks.examples(network, 3, 4);
    for (float[] text : texts) {
      for (int i = 0; i < text.length; i++) {
        // of the first kind
        text[i] %= ((Shape.Ids) network.input()).vocabulary();
      }
    }
    try (BatchModel one = BatchModel.onnx(original, 1);
        BatchModel other = BatchModel.onnx(copy, 1)) {
      for (float[] text : texts) {
        float[] wanted = one.logits(new float[][] {text})[0];
        float[] found = other.logits(new float[][] {text})[0];
        for (int c = 0; c < wanted.length; c++) {
          assertThat(found[c]).isCloseTo(wanted[c], within(1e-4f));
        }
      }
    }
  }

  private static Map<String, OnnxTensor> inputs(
      OrtSession session, int tokens, Words vocabulary, Random random) throws OrtException {
    TensorInfo first = (TensorInfo) session.getInputInfo().values().iterator().next().getInfo();
    int batch = first.getShape()[0] > 0 ? (int) first.getShape()[0] : 3;
    long[] ids = new long[batch * tokens];
    long[] mask = new long[ids.length];
    long[] kinds = new long[ids.length];
    Arrays.fill(ids, vocabulary.padding());
    for (int i = 0; i < batch; i++) {
      int length = 1 + random.nextInt(tokens);
      int second = random.nextInt(tokens);
      for (int t = 0; t < length; t++) {
        int other = 1 + random.nextInt(vocabulary.count() - 1);
        ids[i * tokens + t] = other == vocabulary.padding() ? 0 : other;
        mask[i * tokens + t] = 1;
        kinds[i * tokens + t] = t < second ? 0 : 1;
      }
    }
    Map<String, long[]> known =
        Map.of("input_ids", ids, "#ids", ids, "attention_mask", mask, "token_type_ids", kinds);
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    for (var input : session.getInputInfo().entrySet()) {
      TensorInfo info = (TensorInfo) input.getValue().getInfo();
      long[] shape = {batch, tokens};
      long[] values = Objects.requireNonNull(known.get(input.getKey()));
      inputs.put(
          input.getKey(),
          info.type == OnnxJavaType.INT32
              ? OnnxTensor.createTensor(
                  ENVIRONMENT,
                  IntBuffer.wrap(Arrays.stream(values).mapToInt(v -> (int) v).toArray()),
                  shape)
              : OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(values), shape));
    }
    return inputs;
  }
}
