package io.paretune.hardware.meter.agent;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.OtherMachineException;
import io.paretune.hardware.meter.EngineMeter;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.HardwareProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one of several agents measure: all of machines of one fingerprint, each at one file at a
 * time. Who has waited longest has the next that is free. An agent that is away is passed over for
 * a while; one that goes away in the middle costs the file an attempt; one of another machine is
 * not asked again. Thread-safe, and many may measure at once.
 */
public final class AgentPool implements EngineMeter {

  private static final Logger LOG = LoggerFactory.getLogger(AgentPool.class);

  /** Agents that may go away while they measure one file until it is taken for the cause. */
  private static final int ATTEMPTS = 3;

  private final List<Member> members = new ArrayList<>();
  private final ArrayDeque<Object> waiting = new ArrayDeque<>();
  private final Duration patience;
  private final RemoteMeter.Waiting time;
  private long heardAt;

  /**
   * An agent as it stands.
   *
   * @param url its address
   * @param state at the moment
   * @param measured files that it measured for this pool
   * @param lost files that it did not, since it went away in the middle
   */
  public record Standing(String url, State state, long measured, long lost) {}

  /** What an agent is at. */
  public enum State {
    /** It waits. */
    FREE,
    /** It measures. */
    MEASURING,
    /** It did not answer, was busy for others or broke off, and is asked again. */
    AWAY,
    /** It is another machine. */
    REFUSED
  }

  /** One of them; all of it is guarded by the pool. */
  private static final class Member {
    private final AgentAccess access;
    private final RemoteMeter meter;
    private State state = State.FREE;
    private Duration pause = Duration.ZERO;
    private long awayUntil;
    private long measured;
    private long lost;

    Member(AgentAccess access, RemoteMeter meter) {
      this.access = access;
      this.meter = meter;
    }
  }

  AgentPool(
      HardwareProfile profile,
      List<AgentAccess> agents,
      KnownMachine known,
      RemoteMeter.Waiting time) {
    for (AgentAccess agent : agents) {
      members.add(new Member(agent, new RemoteMeter(profile, agent, known, time)));
    }
    // in turn: processes that begin at once do not all ask the same one first
    Collections.rotate(members, (int) (ProcessHandle.current().pid() % members.size()));
    this.patience =
        agents.stream().map(AgentAccess::patience).max(Duration::compareTo).orElseThrow();
    this.time = time;
    this.heardAt = time.clock().getAsLong();
  }

  /**
   * The pool of a profile that names agents.
   *
   * @param memory directory where it is kept which machine answered first
   * @throws HardwareException if a certificate or token is not there
   */
  public static AgentPool of(HardwareProfile profile, Optional<Path> memory) {
    profile.agents().forEach(RemoteMeter::check);
    KnownMachine known =
        memory
            .map(directory -> KnownMachine.of(profile, directory))
            .orElseGet(KnownMachine::inMemory);
    return new AgentPool(profile, profile.agents(), known, RemoteMeter.Waiting.usual());
  }

  /** How many may measure at once. */
  public int size() {
    return members.size();
  }

  /** The agents, in the order of the profile. */
  public synchronized List<Standing> standings() {
    return members.stream()
        .map(one -> new Standing(one.access.url().toString(), one.state, one.measured, one.lost))
        .sorted((a, b) -> a.url().compareTo(b.url()))
        .toList();
  }

  @Override
  public MeasuredLatency measure(Path model, ModelInput input) {
    long began = time.clock().getAsLong();
    int attempts = 0;
    while (true) {
      Member member = take(began);
      State after = State.AWAY;
      try {
        MeasuredLatency reading = member.meter.once(model, input);
        after = State.FREE;
        measured(member);
        return reading;
      } catch (AgentUnavailableException away) {
        attempts += away.began() ? 1 : 0;
        passOver(member, away, attempts);
      } catch (OtherMachineException other) {
        after = State.REFUSED;
        LOG.warn("{}; it is not asked again", other.getMessage());
      } catch (HardwareException itsOwn) {
        after = State.FREE;
        throw itsOwn;
      } finally {
        leave(member, after);
      }
    }
  }

  /** Waits for an agent that is free. */
  private synchronized Member take(long began) {
    Object turn = new Object();
    waiting.add(turn);
    try {
      while (true) {
        requireHope(began);
        Member free = turn.equals(waiting.peek()) ? free() : null;
        if (free != null) {
          free.state = State.MEASURING;
          return free;
        }
        // looks again whether one that was away is worth asking
        wait(100);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new HardwareException("interrupted while waiting for an agent", stopped);
    } finally {
      waiting.remove(turn);
      notifyAll();
    }
  }

  private @Nullable Member free() {
    long now = time.clock().getAsLong();
    for (Member one : members) {
      if (one.state == State.FREE || (one.state == State.AWAY && now - one.awayUntil >= 0)) {
        return one;
      }
    }
    return null;
  }

  private void requireHope(long began) {
    if (members.stream().allMatch(one -> one.state == State.REFUSED)) {
      throw new HardwareException(
          "none of the profile's agents is the machine that answered first");
    }
    long heard = Math.max(began, heardAt);
    boolean there =
        members.stream().anyMatch(one -> one.state == State.MEASURING || one.state == State.FREE);
    if (!there && time.clock().getAsLong() - heard > patience.toNanos()) {
      throw new HardwareException(
          "none of the profile's "
              + members.size()
              + " agents measured anything for "
              + patience.toSeconds()
              + " s: "
              + standings());
    }
  }

  /**
   * Lets an agent alone for a while.
   *
   * @param attempts agents that went away in the middle of the file
   * @throws HardwareException if those are too many
   */
  private synchronized void passOver(Member member, AgentUnavailableException away, int attempts) {
    ClientLimits limits = time.limits();
    Duration doubled = member.pause.multipliedBy(2);
    Duration least = away.retryAfter().orElse(limits.firstPause());
    member.pause = doubled.compareTo(least) > 0 ? doubled : least;
    if (member.pause.compareTo(limits.longestPause()) > 0) {
      member.pause = limits.longestPause();
    }
    member.awayUntil = time.clock().getAsLong() + member.pause.toNanos();
    member.lost += away.began() ? 1 : 0;
    String reason = member.meter.about(away.getMessage());
    if (attempts == ATTEMPTS) {
      throw new HardwareException(
          reason + "; it was the last of " + ATTEMPTS + " that measured this file", away);
    }
    LOG.warn("{}; another measures meanwhile", reason);
  }

  private synchronized void measured(Member member) {
    member.measured++;
  }

  private synchronized void leave(Member member, State state) {
    member.state = state;
    if (state == State.FREE) {
      member.pause = Duration.ZERO;
      heardAt = time.clock().getAsLong();
    }
    // the next is asked of those that others were not asked for longest
    members.remove(member);
    members.add(member);
    notifyAll();
  }

  @Override
  public void close() {
    members.forEach(one -> one.meter.close());
  }
}
