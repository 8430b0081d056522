package io.paretune.evaluators.trial.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.paretune.evaluators.artifact.ExampleBatches;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.signature.InputLayout;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.torchscript.TorchScriptExport;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Target;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.hardware.runtime.onnx.OnnxEnvironment;
import java.io.IOException;
import java.net.URI;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is judged is what is deployed, to the last bit. */
class FileScoresTest {
  private static final ValidationSplit SPLIT = DataSets.open(DigitsTask.DATA).validation();
  private static final Network NETWORK =
      Network.from(Shape.image(1, 8, 8))
          .conv(6, 3)
          .relu()
          .globalAveragePool()
          .flatten()
          .linear(10)
          .build();
  private static final Weights WEIGHTS = RandomNetworks.weights(NETWORK, 3);

  private final Path directory;

  FileScoresTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** A plain session, asked in batches of 64 from the first example to the last. */
  private static double plain(byte[] file) throws OrtException {
    int hits = 0;
    OrtEnvironment environment = OnnxEnvironment.ofThisProcess();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      try (OrtSession session = environment.createSession(file, options)) {
        String input = session.getInputNames().iterator().next();
        for (int from = 0; from < SPLIT.size(); from += 64) {
          int to = Math.min(SPLIT.size(), from + 64);
          try (OnnxTensor tensor =
                  OnnxTensor.createTensor(
                      environment,
                      FloatBuffer.wrap(SPLIT.inputs(from, to)),
                      new long[] {to - from, 1, 8, 8});
              OrtSession.Result result = session.run(Map.of(input, tensor))) {
            float[][] scores = (float[][]) result.get(0).getValue();
            for (int i = from; i < to; i++) {
              int best = 0;
              for (int c = 1; c < scores[i - from].length; c++) {
                best = scores[i - from][c] > scores[i - from][best] ? c : best;
              }
              hits += best == ((ClassTargets) SPLIT.targets()).at(i) ? 1 : 0;
            }
          }
        }
      }
    }
    return (double) hits / SPLIT.size();
  }

  private static double accuracy(Path file, Placement where) {
    Deployment deployment =
        file.toString().endsWith(".pt")
            ? Deployment.torchScript(Precision.FLOAT32)
            : Deployment.ONNX;
    return FileScores.of(deployment, file, SPLIT, Predictions.Form.RAW, where).of(Metric.ACCURACY);
  }

  private static double accuracy(byte[] file) {
    return FileScores.of(file, SPLIT, SPLIT.size(), Predictions.Form.RAW, 1).of(Metric.ACCURACY);
  }

  @Test
  void isThatOfAPlainSession() throws OrtException, IOException {
    byte[] file = OnnxExport.encode(NETWORK, WEIGHTS);
    Path written = Files.write(directory.resolve("network.onnx"), file);
    assertThat(accuracy(written, Placement.cpu(1))).isEqualTo(plain(file));
    assertThat(accuracy(file)).isEqualTo(plain(file));
  }

  @Test
  void oneFormatAnswersAsTheOther() throws IOException {
    Path script =
        Files.write(
            directory.resolve("network.pt"),
            TorchScriptExport.encode(NETWORK, WEIGHTS, Precision.FLOAT32));
    assertThat(accuracy(script, Placement.cpu(1)))
        .isEqualTo(accuracy(OnnxExport.encode(NETWORK, WEIGHTS)));
  }

  @Test
  void aFileIsJudgedOnTheDeviceOfItsProfile() throws IOException {
    HardwareProfile here = HardwareProfiles.named("cpu-1-thread");
    HardwareProfile gpu =
        HardwareProfile.of("gpu", Target.of(new Device.Cuda(7), here.deployment()));
    assertThat(Placement.of(here, 2)).isEqualTo(Placement.cpu(2));
    assertThat(Placement.of(gpu, 2)).isEqualTo(new Placement(new Device.Cuda(7), 2));
    assertThat(Placement.of(gpu.withAgent(AgentAccess.to(URI.create("http://127.0.0.1:1"))), 2))
        .isEqualTo(Placement.cpu(2));
    byte[] file = OnnxExport.encode(NETWORK, WEIGHTS);
    Path onnx = Files.write(directory.resolve("network.onnx"), file);
    Path script =
        Files.write(
            directory.resolve("network.pt"),
            TorchScriptExport.encode(NETWORK, WEIGHTS, Precision.FLOAT32));
    for (Path model : new Path[] {onnx, script}) {
      assertThatThrownBy(() -> accuracy(model, Placement.of(gpu, 1)))
          .isInstanceOf(HardwareException.class)
          .hasMessageContaining("cuda:7")
          .hasMessageContaining("use device: cpu")
          .message()
          .hasLineCount(1);
    }
  }

  @Test
  void batchesOfAnySizeGiveTheSameScores() {
    try (BatchModel model = BatchModel.onnx(OnnxExport.encode(NETWORK, WEIGHTS), 1)) {
      float[] inputs = SPLIT.inputs(0, 70);
      float[] scores =
          new ExampleBatches(model, InputLayout.AS_IT_IS, SPLIT.examples().shape())
              .scorer(Predictions.Form.RAW)
              .logits(inputs, 70);
      float[][] rows = new float[70][];
      for (int i = 0; i < 70; i++) {
        rows[i] = SPLIT.inputs(i, i + 1);
      }
      float[][] expected = model.logits(rows);
      for (int i = 0; i < 70; i++) {
        assertThat(Arrays.copyOfRange(scores, i * 10, i * 10 + 10)).containsExactly(expected[i]);
      }
    }
  }
}
