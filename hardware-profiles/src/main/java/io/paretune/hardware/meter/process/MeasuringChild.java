package io.paretune.hardware.meter.process;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.UnfitProfileException;
import io.paretune.hardware.child.ParentPipe;
import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.engine.Engines;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.LocalMeter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.agent.wire.AgentAnswer;
import io.paretune.hardware.meter.agent.wire.AgentDescription;
import io.paretune.hardware.meter.agent.wire.AgentJson;
import io.paretune.hardware.meter.agent.wire.MeasureRequest;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The process that measures for an agent or a search. Takes the directory of a request in each line
 * of its standard input, answers in a line of its standard output, and ends with the former.
 */
final class MeasuringChild {
  private final ParentPipe<WorkDirectory> pipe;
  private final Map<String, String> versions;
  private final MeasuringLease lease;
  private String profileText = "";
  private @Nullable LocalMeter meter;

  private MeasuringChild(
      ParentPipe<WorkDirectory> pipe, Map<String, String> versions, MeasuringLease lease) {
    this.pipe = pipe;
    this.versions = versions;
    this.lease = lease;
  }

  /**
   * The child's entry.
   *
   * @param arguments the lease's directory, if it is not this host's own
   */
  public static void main(String[] arguments) throws InterruptedException {
    Locale.setDefault(Locale.ROOT);
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    ParentPipe<WorkDirectory> pipe = new ParentPipe<>(out);
    // the agent is gone when its pipe is: a measurement that nobody waits for must not go on
    pipe.listen(System.in, WorkDirectory::parse, () -> Runtime.getRuntime().halt(0));
    MeasuringChild child = new MeasuringChild(pipe, versions(), lease(arguments));
    if (child.ready()) {
      while (true) {
        child.serve(pipe.next());
      }
    }
  }

  private static MeasuringLease lease(String[] arguments) {
    return arguments.length == 0
        ? MeasuringLease.ofThisHost()
        : MeasuringLease.in(Path.of(arguments[0]));
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    String version = MeasuringChild.class.getPackage().getImplementationVersion();
    versions.put("paretune", version == null ? "development" : version);
    versions.put("java", Runtime.version().toString());
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }

  private boolean ready() {
    try {
      InferenceRuntime runtime =
          Engines.installed().start(HardwareProfiles.named(HardwareProfiles.names().get(0)));
      Fingerprint machine = runtime.machine();
      versions.put(runtime.name(), runtime.version());
      TorchEngine.version().ifPresent(version -> versions.put(Engine.PYTORCH.name(), version));
      say(
          "ready",
          AgentJson.write(
              new AgentDescription(machine, versions, 1, Duration.ZERO, Duration.ZERO)));
      return true;
    } catch (HardwareException unable) {
      say("failed", AgentJson.refusal(String.valueOf(unable.getMessage())));
      return false;
    }
  }

  private void serve(WorkDirectory work) {
    try (InputStream in = Files.newInputStream(work.request())) {
      MeasureRequest request = MeasureRequest.read(in);
      ModelInput input = MeasureRequest.input(Files.readAllBytes(work.input()));
      LocalMeter measuring = meter(request.profile());
      say(
          "reading",
          AgentJson.write(
              new AgentAnswer(measuring.measure(work.model(), input), request.model(), versions)));
    } catch (OtherThreadsException other) {
      say(MeasuringProcess.THREADS, Integer.toString(other.count));
    } catch (UnfitProfileException unfit) {
      say("unfit", reason(unfit, work));
    } catch (ModelRefusedException refused) {
      say("refused", reason(refused, work));
    } catch (IOException | RuntimeException failed) {
      say("failed", reason(failed, work));
    } catch (OutOfMemoryError tooLarge) {
      say("refused", AgentJson.refusal("there is not enough memory for it on this machine"));
    }
  }

  /** Keeps the last profile's meter, which remembers and holds the reference network. */
  private LocalMeter meter(String text) throws OtherThreadsException {
    if (meter != null && profileText.equals(text)) {
      return meter;
    }
    if (meter != null) {
      meter.close();
      meter = null;
    }
    try {
      HardwareProfile profile = HardwareProfiles.parse("profile", text);
      if (!Engines.installed().provider(profile).fitsThisProcess(profile)) {
        throw new OtherThreadsException(profile.threadCount());
      }
      LocalMeter made = LocalMeter.of(profile, lease);
      meter = made;
      profileText = text;
      return made;
    } catch (IllegalArgumentException | HardwareException unable) {
      throw new UnfitProfileException(
          "this machine cannot do what the profile asks for: " + unable.getMessage());
    }
  }

  private static String reason(Exception failure, WorkDirectory work) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return AgentJson.refusal(
        work.received() ? message.replace(work.model().toString(), "that was sent") : message);
  }

  private void say(String word, String json) {
    pipe.say(MeasuringProcess.MARK + word + " " + json);
  }

  /** A profile that only a process with another number of threads can serve. */
  private static final class OtherThreadsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int count;

    OtherThreadsException(int count) {
      super("another process with " + count + " threads is needed");
      this.count = count;
    }
  }
}
