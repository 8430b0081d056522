package io.paretune.hardware.meter.agent;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.ModelRefusedException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one of several agents measure: all of machines of one fingerprint, each at one file at a
 * time. Who has waited longest has the next that is free. An agent that is away is passed over for
 * a while; one that goes away in the middle costs the file an attempt; one that refuses, for a
 * reason that is not the model, is let alone for a while, too, and another has the file; one of
 * another machine is not asked again. Thread-safe, and many may measure at once.
 */
public final class AgentPool implements EngineMeter {

  private static final Logger LOG = LoggerFactory.getLogger(AgentPool.class);

  /** Agents that may go away or refuse one file until that is taken for the cause. */
  private static final int ATTEMPTS = 3;

  private final List<Member> members = new ArrayList<>();
  private final ArrayDeque<Turn> waiting = new ArrayDeque<>();
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
    /** It did not answer, was busy for others, refused or broke off, and is asked again. */
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

  /** A file that is to be measured. */
  private static final class Turn {
    private final long began;
    private final Set<Member> refusedBy = new HashSet<>();
    private int lost;

    Turn(long began) {
      this.began = began;
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
    Turn turn = new Turn(time.clock().getAsLong());
    while (true) {
      Member member = take(turn);
      State after = State.AWAY;
      try {
        MeasuredLatency reading = member.meter.once(model, input);
        after = State.FREE;
        measured(member);
        return reading;
      } catch (AgentUnavailableException away) {
        passOver(member, away, turn);
      } catch (OtherMachineException other) {
        after = State.REFUSED;
        LOG.warn("{}; it is not asked again", other.getMessage());
      } catch (ModelRefusedException itsOwn) {
        after = State.FREE;
        throw itsOwn;
      } catch (HardwareException refused) {
        passOver(member, refused, turn);
      } finally {
        leave(member, after);
      }
    }
  }

  /** Waits for an agent that is free. */
  private synchronized Member take(Turn turn) {
    waiting.add(turn);
    try {
      while (true) {
        requireHope(turn);
        Member free = free(turn);
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

  /** One that is free and has not refused the file, nor is another's who has waited longer. */
  private @Nullable Member free(Turn turn) {
    long now = time.clock().getAsLong();
    for (Member one : members) {
      boolean free =
          one.state == State.FREE || (one.state == State.AWAY && now - one.awayUntil >= 0);
      if (free && next(one).filter(turn::equals).isPresent()) {
        return one;
      }
    }
    return null;
  }

  private Optional<Turn> next(Member member) {
    return waiting.stream().filter(turn -> !turn.refusedBy.contains(member)).findFirst();
  }

  private void requireHope(Turn turn) {
    if (members.stream().allMatch(one -> one.state == State.REFUSED)) {
      throw new HardwareException(
          "none of the profile's agents is the machine that answered first");
    }
    long heard = Math.max(turn.began, heardAt);
    boolean there =
        members.stream()
            .filter(one -> !turn.refusedBy.contains(one))
            .anyMatch(one -> one.state == State.MEASURING || one.state == State.FREE);
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
   * Lets an agent alone that is away.
   *
   * @throws HardwareException if too many went away in the middle of the file
   */
  private synchronized void passOver(Member member, AgentUnavailableException away, Turn turn) {
    pause(member, away.retryAfter().orElse(time.limits().firstPause()));
    turn.lost += away.began() ? 1 : 0;
    member.lost += away.began() ? 1 : 0;
    String reason = member.meter.about(away.getMessage());
    if (turn.lost == ATTEMPTS) {
      throw new HardwareException(
          reason + "; it was the last of " + ATTEMPTS + " that measured this file", away);
    }
    LOG.warn("{}; another measures meanwhile", reason);
  }

  /**
   * Lets an agent alone that refuses: those that do so fast would be asked for every file.
   *
   * @throws HardwareException if too many did, or no other is left, or the thread was interrupted
   */
  private synchronized void passOver(Member member, HardwareException refused, Turn turn) {
    if (Thread.currentThread().isInterrupted()) {
      throw refused;
    }
    pause(member, time.limits().firstPause());
    turn.refusedBy.add(member);
    boolean last =
        members.stream()
            .allMatch(one -> one.state == State.REFUSED || turn.refusedBy.contains(one));
    if (last || turn.refusedBy.size() == ATTEMPTS) {
      throw refused;
    }
    LOG.warn("{}; another measures meanwhile", refused.getMessage());
  }

  private void pause(Member member, Duration least) {
    Duration doubled = member.pause.multipliedBy(2);
    Duration longest = time.limits().longestPause();
    Duration pause = doubled.compareTo(least) > 0 ? doubled : least;
    member.pause = pause.compareTo(longest) > 0 ? longest : pause;
    member.awayUntil = time.clock().getAsLong() + member.pause.toNanos();
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
