package io.paretune.experiments.network.wire;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.paretune.experiments.worker.ToWorker;
import java.util.Objects;

/** What a coordinator says to a worker's host. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ToHost.Welcome.class, name = "welcome"),
  @JsonSubTypes.Type(value = ToHost.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = ToHost.Job.class, name = "job"),
  @JsonSubTypes.Type(value = ToHost.Told.class, name = "told"),
  @JsonSubTypes.Type(value = ToHost.Alive.class, name = "alive"),
  @JsonSubTypes.Type(value = ToHost.Over.class, name = "over")
})
public sealed interface ToHost {

  /**
   * The answer to a hello that was accepted.
   *
   * @param conversation its name, a secret of the two
   * @param heard number of the last message that was heard
   * @param heartbeatMillis how often the worker must say that it is alive
   * @param leaseMillis how long it may be silent or away until its trial is given to another
   */
  record Welcome(String conversation, long heard, long heartbeatMillis, long leaseMillis)
      implements ToHost {

    /** Refuses a line that lacks the name. */
    public Welcome {
      Objects.requireNonNull(conversation, "conversation");
    }
  }

  /**
   * The answer to a hello that was not. Never changes, see {@link FromHost.Hello}.
   *
   * @param reason one line, for people
   * @param kind whether it is worth coming again
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Refused(String reason, Kind kind) implements ToHost {

    /** What a refused worker can do. */
    public enum Kind {
      /** Nothing: the two do not fit. */
      FOR_GOOD,
      /** Begin another conversation: the one it named is over. */
      BEGIN_ANEW,
      /** Come again later. */
      LATER
    }

    /** Refuses a line that lacks a part. */
    public Refused {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(kind, "kind");
    }
  }

  /**
   * What the worker's process is set up for. Paths in it are the coordinator's.
   *
   * @param number of the message in its conversation, from 1
   * @param heard number of the last message that was heard
   * @param run the run's name among all, for directories
   * @param heapMegabytes limit of the process's Java heap
   * @param setup what its trials are
   */
  record Job(long number, long heard, String run, int heapMegabytes, ToWorker.Setup setup)
      implements ToHost {

    /** Refuses a line that lacks a part. */
    public Job {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(setup, "setup");
    }
  }

  /**
   * Something for the worker's process.
   *
   * @param number of the message in its conversation
   * @param heard number of the last message that was heard
   * @param attempt of the trial that it is about; empty if about none
   * @param message what it is told
   */
  record Told(long number, long heard, String attempt, ToWorker message) implements ToHost {

    /** Refuses a line that lacks a part. */
    public Told {
      Objects.requireNonNull(attempt, "attempt");
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * The answer to each heartbeat.
   *
   * @param heard number of the last message that was heard
   */
  record Alive(long heard) implements ToHost {}

  /**
   * The run is over: the worker may go.
   *
   * @param reason why, for people
   */
  record Over(String reason) implements ToHost {

    /** Refuses a line that lacks the reason. */
    public Over {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
