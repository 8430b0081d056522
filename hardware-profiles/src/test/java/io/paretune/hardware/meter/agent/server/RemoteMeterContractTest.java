package io.paretune.hardware.meter.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.meter.EngineMeter;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.MeterContract;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.agent.RemoteMeter;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Target;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.OnnxFiles;
import io.paretune.hardware.runtime.TorchFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same contract through an agent of this machine, with its own process, over the network. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteMeterContractTest implements MeterContract {
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final Path directory;
  private final MeasuringAgent agent =
      MeasuringAgent.start(
          AgentSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
          events::add);

  RemoteMeterContractTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterAll
  void close() {
    agent.close();
  }

  @Override
  public EngineMeter meter(HardwareProfile profile) {
    AgentAccess access = AgentAccess.to(agent.url());
    return RemoteMeter.of(profile.withAgent(access), access, Optional.of(directory));
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Test
  void anAgentSaysWhatItDidAndKeepsNothing() throws IOException {
    try (EngineMeter meter = meter(profile())) {
      events.clear();
      meter.measure(model(OnnxFiles.affine("", 1, 3)), ModelInput.pseudoRandom());
      assertThat(events).singleElement().asString().contains("measured", "127.0.0.1", " ms");
    }
  }

  @Test
  void torchScriptIsMeasuredThereToo() throws IOException {
    HardwareProfile torch =
        HardwareProfiles.named("cpu-1-thread-pytorch").withProtocol(profile().protocol());
    try (EngineMeter meter = meter(torch)) {
      MeasuredLatency reading =
          meter.measure(model(TorchFiles.affine("3x4")), ModelInput.pseudoRandom());
      assertThat(reading.machine())
          .isEqualTo(Meters.identity(torch.withAgent(AgentAccess.to(agent.url()))).machine());
      assertThat(reading.machine().engine().name()).isEqualTo("pytorch");
    }
    Device gpu = new Device.Cuda(7);
    HardwareProfile none = HardwareProfile.of("none", Target.of(gpu, torch.deployment()));
    try (EngineMeter meter = meter(none)) {
      Path file = model(TorchFiles.affine("3x4"));
      assertThatThrownBy(() -> meter.measure(file, ModelInput.pseudoRandom()))
          .hasMessageContaining("cannot do what the profile asks for")
          .hasMessageContaining("cuda:7")
          .message()
          .hasLineCount(1);
    }
  }
}
