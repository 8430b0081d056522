package example;

import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import io.paretune.hardware.spi.RuntimeProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * ONNX Runtime as if behind a slow bus, which each inference crosses: what a real engine would be
 * called through. Used as {@code runtime: slow-bus} in a hardware profile.
 */
public final class SlowBus implements RuntimeProvider {

  /** Of the way there and back. */
  private static final long BUS_NANOS = 2_000_000;

  /** Made by the service loader. */
  public SlowBus() {}

  @Override
  public int api() {
    return RuntimeProvider.API;
  }

  @Override
  public String name() {
    return "slow-bus";
  }

  @Override
  public ModelFormat format() {
    return ModelFormat.ONNX;
  }

  @Override
  public InferenceRuntime start(HardwareProfile profile) {
    return new Runtime(Engines.installed().start(here(profile)));
  }

  private static HardwareProfile here(HardwareProfile profile) {
    return profile.withDeployment(Deployment.ONNX);
  }

  /** The engine, started. */
  private record Runtime(InferenceRuntime near) implements InferenceRuntime {
    @Override
    public String name() {
      return "slow-bus";
    }

    @Override
    public String version() {
      return "1 over " + near.version();
    }

    @Override
    public LoadedModel load(Path model, HardwareProfile profile) {
      return new Model(near.load(model, here(profile)));
    }

    @Override
    public LoadedModel loadReference(HardwareProfile profile) {
      return near.loadReference(here(profile));
    }

    @Override
    public int settlingRuns() {
      return near.settlingRuns();
    }

    @Override
    public Fingerprint machine() {
      return Fingerprint.ofThisMachine(new Fingerprint.EngineVersion(name(), version()));
    }
  }

  /** A model at the other end of the bus. */
  private record Model(LoadedModel near) implements LoadedModel {
    @Override
    public List<Long> inputShape() {
      return near.inputShape();
    }

    @Override
    public void setInput(float[] values) {
      near.setInput(values);
    }

    @Override
    public void run() {
      long arrived = System.nanoTime() + BUS_NANOS;
      for (long left = BUS_NANOS; left > 0; left = arrived - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      near.run();
    }

    @Override
    public float[] output() {
      return near.output();
    }

    @Override
    public List<float[]> outputs() {
      return near.outputs();
    }

    @Override
    public void close() {
      near.close();
    }
  }
}
