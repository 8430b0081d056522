package io.paretune.hardware.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
  private static final Fingerprint.EngineVersion ORT =
      new Fingerprint.EngineVersion("onnxruntime", "1.0");

  private final Path root;

  FingerprintTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void aGpuAndItsDriverMakeAnotherMachineAndOldOnesAreReadWithoutIt() {
    Fingerprint processor = Fingerprint.ofThisMachine(ORT);
    GpuIdentity gpu = new GpuIdentity("H100", "570", "1", "1980 MHz, memory 2619 MHz", "unknown");
    Fingerprint with = processor.withGpu(gpu);
    assertThat(processor.toMap()).doesNotContainKey("gpu");
    assertThat(Fingerprint.fromMap(processor.toMap())).isEqualTo(processor);
    assertThat(Fingerprint.fromMap(with.toMap())).isEqualTo(with);
    assertThat(with.id()).isNotEqualTo(processor.id());
    GpuIdentity newer = new GpuIdentity("H100", "575", "1", "1980 MHz, memory 2619 MHz", "unknown");
    assertThat(processor.withGpu(newer).id()).isNotEqualTo(with.id());
    Fingerprint torch = Fingerprint.ofThisMachine(new Fingerprint.EngineVersion("pytorch", "2.7"));
    Fingerprint both = Fingerprint.together(List.of(processor, torch));
    assertThat(both.id()).isNotEqualTo(processor.id());
    assertThat(both.engine().name()).isEqualTo("auto");
    assertThat(both.engine().version()).isEqualTo("onnxruntime 1.0, pytorch 2.7");
    assertThat(Fingerprint.together(List.of(torch))).isEqualTo(torch);
  }

  @Test
  void readsAWrittenDownMachine() throws IOException {
    write(
        "proc/cpuinfo",
        """
        processor\t: 0
        model name\t: Grand Processor 9000
        microcode\t: 0xabc
        flags\t\t: fpu avx2 avx512_vnni amx_int8 pae

        processor\t: 1
        model name\t: Another
        """);
    write("proc/meminfo", "MemTotal:        1024 kB\nMemFree: 1 kB\n");
    write("proc/sys/kernel/osrelease", "6.1.0-test\n");
    write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
    write("sys/fs/cgroup/cpu.max", "150000 100000\n");
    write("sys/fs/cgroup/memory.max", "524288\n");
    Fingerprint fingerprint =
        new FingerprintProbe(root, 2).read(new Fingerprint.EngineVersion("onnxruntime", "1.2.3"));
    assertThat(fingerprint)
        .isEqualTo(
            new Fingerprint(
                new Fingerprint.Processor(
                    "Grand Processor 9000",
                    List.of("amx_int8", "avx2", "avx512_vnni"),
                    2,
                    1.5,
                    "performance"),
                new Fingerprint.HostSystem("0xabc", "Linux 6.1.0-test", 524288),
                new Fingerprint.EngineVersion("onnxruntime", "1.2.3"),
                Optional.empty()));
  }

  @Test
  void unlimitedContainerLeavesEveryCore() throws IOException {
    write("proc/cpuinfo", "processor : 0\nmodel name : M\n");
    write("sys/fs/cgroup/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    Fingerprint fingerprint = new FingerprintProbe(root, 4).read(ORT);
    assertThat(fingerprint.processor().allowedCores()).isEqualTo(4);
    assertThat(fingerprint.processor().governor()).isEqualTo(Fingerprint.UNKNOWN);
    assertThat(fingerprint.system().microcode()).isEqualTo(Fingerprint.UNKNOWN);
  }

  @Test
  void tightestQuotaOfTheGroupsAroundAServiceCounts() throws IOException {
    write("proc/cpuinfo", "processor : 0\nmodel name : M\n");
    write("proc/self/cgroup", "0::/system.slice/search.service\n");
    write("sys/fs/cgroup/system.slice/cpu.max", "300000 100000\n");
    write("sys/fs/cgroup/system.slice/search.service/cpu.max", "max 100000\n");
    assertThat(new FingerprintProbe(root, 8).read(ORT).processor().allowedCores()).isEqualTo(3);
    write("sys/fs/cgroup/system.slice/search.service/cpu.max", "250000 100000\n");
    assertThat(new FingerprintProbe(root, 8).read(ORT).processor().allowedCores()).isEqualTo(2.5);
  }

  @Test
  void thisMachineHasOneAndItsIdIsStable() {
    Fingerprint once = Fingerprint.ofThisMachine(ORT);
    Fingerprint again = Fingerprint.ofThisMachine(ORT);
    assertThat(once).isEqualTo(again);
    assertThat(once.id()).isEqualTo(again.id()).matches("[0-9a-f]{12}");
    assertThat(once.processor().logicalCores()).isPositive();
  }

  @Test
  void idDependsOnWhatDecidesLatencyAndOnNothingElse() {
    Fingerprint fingerprint = sample("6.1", "1.0");
    // Golden: stored figures are grouped by this id, so it must never change by accident.
    assertThat(fingerprint.id()).isEqualTo("78462fd45f54");
    assertThat(sample("6.2", "1.0").id()).isEqualTo(fingerprint.id());
    assertThat(sample("6.1", "1.1").id()).isNotEqualTo(fingerprint.id());
  }

  @Test
  void goesThroughAMapUnchanged() {
    Fingerprint fingerprint = sample("6.1", "1.0");
    assertThat(Fingerprint.fromMap(fingerprint.toMap())).isEqualTo(fingerprint);
    assertThat(fingerprint.toMap().keySet()).startsWith("cpu-model", "instruction-sets");
    Map<String, String> damaged = new HashMap<>(fingerprint.toMap());
    damaged.remove("governor");
    assertThatThrownBy(() -> Fingerprint.fromMap(damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("governor");
  }

  private static Fingerprint sample(String kernel, String version) {
    return new Fingerprint(
        new Fingerprint.Processor("M", List.of("avx2", "avx"), 8, 4, "powersave"),
        new Fingerprint.HostSystem("1", kernel, 10),
        new Fingerprint.EngineVersion("onnxruntime", version),
        Optional.empty());
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
