package io.paretune.evaluators.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import io.paretune.hardware.deployment.Precision;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TensorStorageTest {

  private static final int VALUES = 200_000;

  @Test
  void float16RoundsAsPyTorchDoes() {
    float[] values = values(3);
    ByteBuffer expected;
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
      expected = manager.create(values).toType(DataType.FLOAT16, true).toByteBuffer();
      for (int i = 0; i < values.length; i++) {
        assertThat(TensorStorage.float16(values[i]))
            .as("%s", values[i])
            .isEqualTo(expected.getShort(2 * i));
      }
    }
  }

  @Test
  void bfloat16RoundsAsPyTorchDoes() {
    // An input rounded at entry and widened at the end is what the file's own casts make of it.
    Network identity =
        Network.from(Shape.vector(VALUES)).layer("same", new Layer.Identity()).build();
    float[] values = values(5);
    float[][] rounded =
        TorchScriptExportTest.run(
            identity, Weights.of(Map.of()), Precision.BFLOAT16, new float[][] {values});
    for (int i = 0; i < values.length; i++) {
      assertThat(TensorStorage.bfloat16(values[i]))
          .as("%s", values[i])
          .isEqualTo((short) (Float.floatToRawIntBits(rounded[0][i]) >>> 16));
    }
  }

  /** All magnitudes, ties of both formats, subnormals, the largest, zeros, infinities. */
  private static float[] values(long seed) {
    Random random = new Random(seed);
    float[] values = new float[VALUES];
    float[] corners = {
      0f,
      -0f,
      Float.MIN_VALUE,
      65504f,
      65519.996f,
      65520f,
      -65520f,
      Float.MAX_VALUE,
      0x1p-24f,
      0x1p-25f,
      0x1.8p-25f,
      0x1.ffcp-15f,
      0x1.ffep-15f,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      0x1.ffp127f,
      0x1.fefffep127f
    };
    System.arraycopy(corners, 0, values, 0, corners.length);
    for (int i = corners.length; i < values.length; i++) {
      int bits = random.nextInt();
      int sign = bits & 0x80000000;
      int fraction = bits & 0x007fffff;
      int ofHalf = (random.nextInt(48) + 96) << 23;
      bits =
          switch (i % 4) {
            case 0 -> bits;
            case 1 -> sign | ofHalf | (fraction & 0x7fe000) | 0x1000;
            case 2 -> (bits & 0xffff0000) | 0x8000;
            default -> sign | ofHalf | fraction;
          };
      float value = Float.intBitsToFloat(bits);
      values[i] = Float.isNaN(value) ? 1.5f : value;
    }
    return values;
  }
}
