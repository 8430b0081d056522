package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.measure.ArtifactEvaluation;
import io.paretune.evaluators.trial.measure.Exported;
import io.paretune.evaluators.trial.measure.PossibleFiles;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.search.trial.TrialChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes and keeps the files. Where the profile leaves the runtime open and several have kernels
 * for the plan, each runs its file, and the faster one's is kept.
 */
public final class Export {

  private final NetworkProblem problem;
  private final PossibleFiles possible;
  private final ArtifactEvaluation evaluation;
  private final ArtifactSink artifacts;

  /**
   * @param evaluation times the files among which there is a choice
   * @param artifacts where files go
   */
  public Export(
      NetworkProblem problem,
      PossibleFiles possible,
      ArtifactEvaluation evaluation,
      ArtifactSink artifacts) {
    this.problem = problem;
    this.possible = possible;
    this.evaluation = evaluation;
    this.artifacts = artifacts;
  }

  /** The files of a candidate that nothing has ended. */
  public Exported of(Candidate candidate, TrialChannel channel) {
    channel.phase("exporting");
    Map<Deployment, byte[]> files = files(candidate);
    if (files.size() == 1) {
      return kept(candidate, only(files), Optional.empty());
    }
    channel.phase("measuring by each runtime");
    MeasuredLatency each = evaluation.read(files);
    Deployment fastest = each.choice().orElseThrow().taken();
    files.keySet().retainAll(Set.of(fastest));
    return kept(candidate, only(files), Optional.of(each));
  }

  private Map<Deployment, byte[]> files(Candidate candidate) {
    return candidate
        .rounded()
        .map(rounded -> Map.of(possible.usual(), possible.signed(possible.usual(), rounded.file())))
        .orElseGet(
            () ->
                possible.of(
                    candidate.network(),
                    candidate.plan().quantisation(),
                    problem.calibrationImages(candidate.plan().quantisation())));
  }

  private static Map.Entry<Deployment, byte[]> only(Map<Deployment, byte[]> files) {
    return files.entrySet().iterator().next();
  }

  private Exported kept(
      Candidate candidate, Map.Entry<Deployment, byte[]> taken, Optional<MeasuredLatency> reading) {
    Deployment deployment = taken.getKey();
    Optional<ArtifactSink.Stored> twin =
        candidate.plan().quantisation().acts()
            ? Optional.of(
                artifacts.put(
                    possible.plain(deployment, candidate.deployed()), deployment.format()))
            : Optional.empty();
    byte[] file = taken.getValue();
    return new Exported(
        deployment, artifacts.put(file, deployment.format()), file.length, twin, reading);
  }
}
