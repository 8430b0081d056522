package io.paretune.hardware.meter.agent;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.OtherMachineException;
import io.paretune.hardware.meter.EngineMeter;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.agent.wire.AgentAnswer;
import io.paretune.hardware.meter.agent.wire.AgentDescription;
import io.paretune.hardware.meter.agent.wire.MeasureRequest;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.runtime.torch.ExampleSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has an agent measure. Holds no lease here: that is the agent's, on its host. */
public final class RemoteMeter implements EngineMeter {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteMeter.class);

  private final AgentAccess access;
  private final int batch;
  private final HardwareProfile profile;
  private final AgentClient client;
  private final KnownMachine known;
  private final Waiting waiting;
  private Optional<AgentDescription> description = Optional.empty();

  RemoteMeter(HardwareProfile profile, AgentAccess access, KnownMachine known, Waiting waiting) {
    this.access = access;
    this.batch = profile.batch();
    this.profile = profile;
    this.client = new AgentClient(access, waiting.limits());
    this.known = known;
    this.waiting = waiting;
  }

  /**
   * The meter of a profile that names an agent.
   *
   * @param memory directory where it is kept which machine answered first, if that is to outlast
   *     this process: figures of another are refused from then on
   * @throws HardwareException if the agent's certificate or token is not there
   */
  public static RemoteMeter of(HardwareProfile profile, AgentAccess access, Optional<Path> memory) {
    return of(
        profile,
        access,
        memory
            .map(directory -> KnownMachine.of(profile, directory))
            .orElseGet(KnownMachine::inMemory));
  }

  /**
   * Looks whether what an agent is asked with is there, without asking it.
   *
   * @throws HardwareException if the certificate or the token is not
   */
  public static void check(AgentAccess access) {
    access.token().token();
    Trust.of(access);
  }

  /**
   * Asks an agent who it is, once.
   *
   * @throws HardwareException if it does not answer
   */
  public static AgentDescription describe(AgentAccess access) {
    return new AgentClient(access, ClientLimits.defaults()).describe();
  }

  static RemoteMeter of(HardwareProfile profile, AgentAccess access, KnownMachine known) {
    access.token().token();
    return new RemoteMeter(profile, access, known, Waiting.usual());
  }

  @Override
  public synchronized MeasuredLatency measure(Path model, ModelInput input) {
    MeasureRequest request = MeasureRequest.of(ExampleSize.known(profile, model), model, input);
    byte[] values = MeasureRequest.bytes(input);
    long start = waiting.clock().getAsLong();
    Duration wait = waiting.limits().firstPause();
    while (true) {
      try {
        return once(request, values, model);
      } catch (AgentUnavailableException away) {
        Duration spent = Duration.ofNanos(waiting.clock().getAsLong() - start);
        Duration next = longest(away.retryAfter().orElse(wait), wait);
        if (spent.plus(next).compareTo(access.patience()) > 0) {
          throw new HardwareException(
              client.about(
                  away.getMessage() + "; it was waited for for " + spent.toSeconds() + " s"),
              away);
        }
        LOG.warn("{}; asked again in {} s", client.about(away.getMessage()), next.toSeconds());
        rest(next);
        wait = wait.multipliedBy(2);
      }
    }
  }

  /** As {@link #measure}, for somebody who has others to ask. */
  synchronized MeasuredLatency once(Path model, ModelInput input) throws AgentUnavailableException {
    return once(
        MeasureRequest.of(ExampleSize.known(profile, model), model, input),
        MeasureRequest.bytes(input),
        model);
  }

  private MeasuredLatency once(MeasureRequest request, byte[] values, Path model)
      throws AgentUnavailableException {
    try {
      return checked(ask(request, values, model), request);
    } catch (AgentUnavailableException away) {
      // whoever comes back may be another, with other limits
      description = Optional.empty();
      throw away;
    }
  }

  /** A reason with the agent's address. */
  String about(@Nullable String reason) {
    return client.about(reason);
  }

  private Duration longest(Duration asked, Duration wait) {
    Duration longer = asked.compareTo(wait) > 0 ? asked : wait;
    Duration longest = waiting.limits().longestPause();
    return longer.compareTo(longest) > 0 ? longest : longer;
  }

  private AgentAnswer ask(MeasureRequest request, byte[] values, Path model)
      throws AgentUnavailableException {
    AgentDescription described =
        description.isPresent() ? description.get() : client.describeOrAway();
    description = Optional.of(described);
    if (request.modelBytes() + request.inputBytes() > described.maximumBytes()) {
      throw new ModelRefusedException(
          client.about(
              "the model and its input have "
                  + (request.modelBytes() + request.inputBytes())
                  + " bytes, it takes "
                  + described.maximumBytes()
                  + "; start it with a larger --max-mb"));
    }
    return client.measure(request, values, model, described);
  }

  private MeasuredLatency checked(AgentAnswer answer, MeasureRequest request) {
    MeasuredLatency reading = answer.reading();
    if (!answer.model().equals(request.model()) || reading.latency().batch() != batch) {
      throw new HardwareException(
          client.about("its answer is to another question: another model or another batch"));
    }
    access
        .fingerprint()
        .filter(id -> !id.equals(reading.machine().id()))
        .ifPresent(
            id -> {
              throw new OtherMachineException(
                  client.about(
                      "its fingerprint is "
                          + reading.machine().id()
                          + ", the profile asks for "
                          + id));
            });
    known.check(access.url(), reading.machine());
    return reading;
  }

  private void rest(Duration duration) {
    try {
      waiting.pause().rest(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HardwareException("interrupted while waiting for an agent", e);
    }
  }

  @Override
  public void close() {
    // connections end with the requests, threads with the client when nobody holds it any more
  }

  /**
   * How an agent is waited for that is away or busy.
   *
   * @param limits how long for what
   * @param clock in nanoseconds
   * @param pause lets time pass between two attempts
   */
  record Waiting(ClientLimits limits, LongSupplier clock, Pause pause) {

    static Waiting usual() {
      return new Waiting(
          ClientLimits.defaults(), System::nanoTime, duration -> Thread.sleep(duration.toMillis()));
    }
  }

  /** Lets time pass. */
  @FunctionalInterface
  interface Pause {
    void rest(Duration duration) throws InterruptedException;
  }
}
