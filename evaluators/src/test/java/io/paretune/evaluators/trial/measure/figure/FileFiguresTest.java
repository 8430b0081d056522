package io.paretune.evaluators.trial.measure.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.profile.Target;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFiguresTest {
  private final HardwareProfile here = HardwareProfiles.named("cpu-1-thread");
  private final HardwareProfile elsewhere =
      here.withAgent(AgentAccess.to(URI.create("https://board:7070")));

  @Test
  void whatNeedsAPriceSaysWhereItGoes() {
    assertThatThrownBy(() -> FileFigures.require(List.of("accuracy", Metrics.COST), here))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'cost-per-million' can be neither an objective nor constrained here: profile"
                + " 'cpu-1-thread' has no price-per-hour; give 'hardware' a profile file of yours"
                + " with, for instance, price-per-hour: 0.35 USD");
    FileFigures.require(
        List.of("accuracy", Metrics.COST), here.withPrice(Target.Price.parse("0.35")));
  }

  @Test
  void whatAnAgentDoesNotMeasureIsNotMeasuredHereInstead() {
    for (String metric : List.of(Metrics.PEAK_MEMORY, Metrics.ENERGY)) {
      assertThatThrownBy(() -> FileFigures.require(List.of(metric), elsewhere))
          .hasMessageContaining(metric)
          .hasMessageContaining("an agent measures latencies alone");
    }
  }

  @Test
  void theCostIsThatOfTheBestBatchThatWasMeasured(@TempDir Path directory) throws IOException {
    TrialSpec spec = DigitsTask.task(Optional.empty());
    NetworkProblem problem = spec.open();
    Network network = problem.family().largest(problem.context());
    Path file =
        Files.write(
            directory.resolve("n.onnx"),
            OnnxExport.encode(network, Initialisation.kaiming(network, 1)));
    HardwareProfile priced =
        here.withPrice(new Target.Price(0.36, "EUR"))
            .withProtocol(
                Protocol.defaults().withAttempts(1).withTimeBudget(Duration.ofMillis(20)));
    try (FileTimer timer =
        FileTimer.of(priced, problem.data().validation(), new BatchMeter(priced))) {
      FileFigure.Found cost = new CostPerMillion(2).measure(timer, priced.deployment(), file);
      assertThat(cost.how())
          .matches("0.36 EUR an hour, [0-9.]+ examples a second at batch \\d+; no larger one: .*");
      double perSecond = Double.parseDouble(cost.how().split(" ", -1)[4]);
      assertThat(cost.value()).isCloseTo(100 / perSecond, within(1e-3 * cost.value()));
    }
  }

  /** Of the profile's own batch, which the cost does not ask for. */
  private record BatchMeter(HardwareProfile profile) implements Meter {
    @Override
    public Meter atBatch(int batch) {
      return Meters.of(profile.withBatch(batch), MeasuringLease.ofThisHost());
    }

    @Override
    public MeasuredLatency measure(Map<Deployment, Path> files, ModelInput input) {
      throw new UnsupportedOperationException("each batch has a meter of its own");
    }

    @Override
    public void close() {
      // nothing is held
    }
  }

  @Test
  void aMillionCostsItsShareOfAnHour() {
    // a thousand a second are 3.6 million an hour
    assertThat(Target.Price.parse("0.36 EUR").ofMillion(1000)).isCloseTo(0.1, within(1e-12));
    for (String text : List.of("2 USD", "0.0001 USD", "10000000 IDR", "0.36 EUR")) {
      assertThat(Target.Price.parse(text).text()).isEqualTo(text);
    }
    for (String wrong : List.of("-1", "0", "0.35 euro", "0.35 XYZ", "EUR 2", "")) {
      assertThatThrownBy(() -> Target.Price.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
