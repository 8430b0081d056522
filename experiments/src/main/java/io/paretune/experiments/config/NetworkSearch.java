package io.paretune.experiments.config;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.trial.Deployment;
import io.paretune.evaluators.trial.FinalExam;
import io.paretune.evaluators.trial.NetworkTask;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.RuntimeKind;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trials are networks: trained, compressed, exported, measured.
 *
 * @param task what is trained, compressed and measured
 * @param reported further metrics shown beside the objectives
 * @param baselines whether the smallest and the largest network are tried first
 */
public record NetworkSearch(NetworkTask task, List<String> reported, boolean baselines)
    implements Evaluation {

  /** Copies the list. */
  public NetworkSearch {
    reported = List.copyOf(reported);
  }

  @Override
  public SearchSpace check() {
    Deployment.require(task.profile(), task.compression().quantisation());
    if (task.latencyTable().isPresent() && task.profile().runtime() == RuntimeKind.AUTO) {
      throw new IllegalArgumentException(
          "a latency table tells what one runtime takes, profile '"
              + task.profile().name()
              + "' leaves the runtime open; use one with runtime: onnxruntime");
    }
    try {
      Meters.check(task.profile());
    } catch (HardwareException notHere) {
      throw new IllegalArgumentException(notHere.getMessage(), notHere);
    }
    DataSet data = DataSets.open(task.data());
    task.requireTeacher(data);
    task.latencyTable().ifPresent(table -> table.predictor().requireFor(task.candidates(data)));
    return task.space(data);
  }

  @Override
  public Map<String, String> facts() {
    Fingerprint fingerprint = Meters.identity(task.profile()).machine();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("data", task.data().source());
    facts.put("family", task.family().name());
    facts.put("hardware profile", task.profile().name());
    task.profile().agent().ifPresent(agent -> facts.put("agent", agent.url().toString()));
    task.latencyTable().ifPresent(table -> facts.put("latency table", words(table, fingerprint)));
    fingerprint.toMap().forEach((key, value) -> facts.put("machine." + key, value));
    return facts;
  }

  /** Where a table comes from, and what follows. */
  private static String words(LatencyTable table, Fingerprint here) {
    String machine = table.fact(LatencyTable.FINGERPRINT).orElse(Fingerprint.UNKNOWN);
    return machine.equals(here.id())
        ? "of this machine"
        : "of another machine (" + machine + "): it ranks, and its milliseconds are not this one's";
  }

  @Override
  public List<Assignment> first() {
    return baselines ? task.baselines(DataSets.open(task.data())) : List.of();
  }

  /** The largest network in its fewest bits, not pruned. */
  @Override
  public Assignment usual() {
    List<Assignment> baselineTrials = task.baselines(DataSets.open(task.data()));
    return baselineTrials.get(baselineTrials.size() - 1);
  }

  @Override
  public FinalExam exam() {
    return FinalExam.of(task.data(), task.profile());
  }

  @Override
  public Optional<Fingerprint> machine() {
    if (!task.latencyWanted()) {
      return Optional.empty();
    }
    return Optional.of(Meters.identity(task.profile()).machine());
  }

  @Override
  public Optional<FileTimer> measuring(int attempts) {
    if (!task.latencyWanted()) {
      return Optional.empty();
    }
    HardwareProfile profile =
        task.profile().withProtocol(task.profile().protocol().withAttempts(attempts));
    return Optional.of(
        FileTimer.of(
            profile,
            DataSets.open(task.data()).validation(),
            Meters.of(profile, MeasuringLease.ofThisHost())));
  }

  @Override
  public Optional<String> withoutFiles() {
    return Optional.empty();
  }

  @Override
  public Duration leeway() {
    return Duration.ZERO;
  }
}
