package io.paretune.experiments.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import java.util.Objects;

/** What a worker says to its coordinator. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FromWorker.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = FromWorker.Alive.class, name = "alive"),
  @JsonSubTypes.Type(value = FromWorker.Phase.class, name = "phase"),
  @JsonSubTypes.Type(value = FromWorker.Reported.class, name = "reported"),
  @JsonSubTypes.Type(value = FromWorker.Declared.class, name = "declared"),
  @JsonSubTypes.Type(value = FromWorker.Found.class, name = "found"),
  @JsonSubTypes.Type(value = FromWorker.Measured.class, name = "measured"),
  @JsonSubTypes.Type(value = FromWorker.Pruned.class, name = "pruned"),
  @JsonSubTypes.Type(value = FromWorker.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = FromWorker.Unable.class, name = "unable")
})
public sealed interface FromWorker {

  /** In place of a trial's number where a message is about none. */
  long NO_TRIAL = -1;

  /** The trial that it is about. */
  default long trial() {
    return NO_TRIAL;
  }

  /** Set up; the next line may be an {@link ToWorker.Evaluate}. */
  record Ready() implements FromWorker {}

  /**
   * A heartbeat, every few seconds whatever the worker does.
   *
   * @param residentBytes memory that the process holds; 0 if the system does not tell
   */
  record Alive(long residentBytes) implements FromWorker {}

  /**
   * What the worker is at, for people.
   *
   * @param phase a few words
   */
  record Phase(String phase) implements FromWorker {

    /** Refuses a line that lacks the text. */
    public Phase {
      Objects.requireNonNull(phase, "phase");
    }
  }

  /**
   * An intermediate value; the worker waits for a {@link ToWorker.Answer}.
   *
   * @param trial the trial's number
   * @param step how far it is
   * @param value the first objective's value
   */
  record Reported(long trial, int step, double value) implements FromWorker {}

  /**
   * What is declared of a trial before it ends; the worker waits for a {@link ToWorker.Answer}.
   *
   * @param trial the trial's number
   * @param metrics by name
   */
  record Declared(long trial, Map<String, Double> metrics) implements FromWorker {

    /** Refuses a line that lacks the metrics. */
    public Declared {
      whole(metrics, "metrics");
    }
  }

  /**
   * What was found of a trial before its dearest metrics are; the worker waits for a {@link
   * ToWorker.Answer}.
   *
   * @param trial the trial's number
   * @param metrics by name
   */
  record Found(long trial, Map<String, Double> metrics) implements FromWorker {

    /** Refuses a line that lacks the metrics. */
    public Found {
      whole(metrics, "metrics");
    }
  }

  /**
   * A trial ended with a measurement.
   *
   * @param trial its number
   * @param metrics every number found
   * @param provenance how they came about
   */
  record Measured(long trial, Map<String, Double> metrics, Map<String, String> provenance)
      implements FromWorker {

    /** Refuses a line that lacks either. */
    public Measured {
      whole(metrics, "metrics");
      whole(provenance, "provenance");
    }
  }

  /**
   * A trial was stopped early.
   *
   * @param trial its number
   * @param reason why
   */
  record Pruned(long trial, String reason) implements FromWorker {

    /** Refuses a line that lacks the reason. */
    public Pruned {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * A trial could not be evaluated.
   *
   * @param trial its number
   * @param reason why
   */
  record Failed(long trial, String reason) implements FromWorker {

    /** Refuses a line that lacks the reason. */
    public Failed {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * No trial can be evaluated here any more, whatever its assignment.
   *
   * @param trial the trial that met it
   * @param reason why
   */
  record Unable(long trial, String reason) implements FromWorker {

    /** Refuses a line that lacks the reason. */
    public Unable {
      Objects.requireNonNull(reason, "reason");
    }
  }

  private static void whole(Map<String, ?> map, String name) {
    Objects.requireNonNull(map, name);
    map.forEach((key, value) -> Objects.requireNonNull(value, key));
  }
}
