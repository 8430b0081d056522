package io.paretune.experiments.config;

import io.paretune.evaluators.artifact.FileTimer;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.measure.Deployment;
import io.paretune.evaluators.trial.measure.TestSplitEvaluation;
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
 * @param trials what is trained, compressed and measured
 * @param reported further metrics shown beside the objectives
 * @param baselines whether the smallest and the largest network are tried first
 */
public record NetworkSearch(TrialSpec trials, List<String> reported, boolean baselines)
    implements Evaluation {

  /** Copies the list. */
  public NetworkSearch {
    reported = List.copyOf(reported);
  }

  @Override
  public SearchSpace check() {
    HardwareProfile profile = profile();
    Deployment.require(profile, trials.compression().quantisation());
    Measuring measuring = trials.measuring();
    if (measuring.latencyTable().isPresent() && profile.runtime() == RuntimeKind.AUTO) {
      throw new IllegalArgumentException(
          "a latency table tells what one runtime takes, profile '"
              + profile.name()
              + "' leaves the runtime open; use one with runtime: onnxruntime");
    }
    try {
      Meters.check(profile);
    } catch (HardwareException notHere) {
      throw new IllegalArgumentException(notHere.getMessage(), notHere);
    }
    NetworkProblem problem = trials.open();
    problem.requireDevice();
    problem.requireTeacher();
    measuring.latencyTable().ifPresent(table -> table.predictor().requireFor(problem.candidates()));
    return problem.space();
  }

  @Override
  public Map<String, String> facts() {
    Fingerprint fingerprint = Meters.identity(profile()).machine();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("data", trials.data().source());
    facts.put("family", trials.architecture().family().name());
    facts.put("hardware profile", profile().name());
    profile().agent().ifPresent(agent -> facts.put("agent", agent.url().toString()));
    trials
        .measuring()
        .latencyTable()
        .ifPresent(table -> facts.put("latency table", words(table, fingerprint)));
    fingerprint.toMap().forEach((key, value) -> facts.put("machine." + key, value));
    return facts;
  }

  private HardwareProfile profile() {
    return trials.measuring().profile();
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
    return baselines ? trials.open().baselines() : List.of();
  }

  /** The largest network in its fewest bits, not pruned. */
  @Override
  public Assignment usual() {
    List<Assignment> baselineTrials = trials.open().baselines();
    return baselineTrials.get(baselineTrials.size() - 1);
  }

  @Override
  public TestSplitEvaluation exam() {
    return TestSplitEvaluation.of(trials.data(), trials.measuring().profile());
  }

  @Override
  public Optional<Fingerprint> machine() {
    if (!trials.measuring().latency()) {
      return Optional.empty();
    }
    return Optional.of(Meters.identity(profile()).machine());
  }

  @Override
  public Optional<FileTimer> measuring(int attempts) {
    if (!trials.measuring().latency()) {
      return Optional.empty();
    }
    HardwareProfile profile = profile().withProtocol(profile().protocol().withAttempts(attempts));
    return Optional.of(
        FileTimer.of(
            profile,
            DataSets.open(trials.data()).validation(),
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
