package io.paretune.experiments.network.wire;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.paretune.experiments.worker.FromWorker;
import java.util.Objects;

/** What a worker's host says to the coordinator. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FromHost.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = FromHost.Said.class, name = "said"),
  @JsonSubTypes.Type(value = FromHost.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = FromHost.Alive.class, name = "alive"),
  @JsonSubTypes.Type(value = FromHost.Leaving.class, name = "leaving")
})
public sealed interface FromHost {

  /** What this side speaks. Raised whenever a message changes. */
  int PROTOCOL = 2;

  /**
   * The first line of every connection. Its first three parts never change, so that any two
   * versions can tell each other that they differ.
   *
   * @param protocol what the worker speaks
   * @param build what runs there
   * @param token the secret; empty if none is used
   * @param host the machine's name
   * @param name the worker's, which tells it from others of the same machine
   * @param purpose what the connection is for
   * @param conversation the one to go on with; empty for a new one
   * @param heard number of the last message of that conversation that was heard
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Hello(
      int protocol,
      Build build,
      String token,
      String host,
      String name,
      Purpose purpose,
      String conversation,
      long heard)
      implements FromHost {

    @Override
    public String toString() {
      return "hello of " + name;
    }
  }

  /**
   * What the worker's process says.
   *
   * @param number of the message in its conversation, from 1
   * @param heard number of the last message that was heard
   * @param attempt of the trial that it is about, as the coordinator named it; empty if about none
   * @param message what it says
   */
  record Said(long number, long heard, String attempt, FromWorker message) implements FromHost {

    /** Refuses a line that lacks a part. */
    public Said {
      Objects.requireNonNull(attempt, "attempt");
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * The worker's process ended, and with it the conversation.
   *
   * @param number of the message in its conversation
   * @param heard number of the last message that was heard
   * @param reason how, for people
   */
  record Ended(long number, long heard, String reason) implements FromHost {

    /** Refuses a line that lacks the reason. */
    public Ended {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * A heartbeat, which keeps the lease.
   *
   * @param heard number of the last message that was heard
   * @param residentBytes memory that the worker's process holds; 0 if unknown
   */
  record Alive(long heard, long residentBytes) implements FromHost {}

  /**
   * The worker goes away and does not come back to this conversation.
   *
   * @param reason why, for people
   */
  record Leaving(String reason) implements FromHost {

    /** Refuses a line that lacks the reason. */
    public Leaving {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
