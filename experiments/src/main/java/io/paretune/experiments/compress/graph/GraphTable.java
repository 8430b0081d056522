package io.paretune.experiments.compress.graph;

import io.paretune.evaluators.onnx.graph.call.Fidelity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Candidates as a table for people. */
final class GraphTable {

  private GraphTable() {}

  static String text(List<Candidate> candidates, Optional<Candidate> chosen) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-28s %12s %8s %8s %10s %10s %9s %9s  %s%n",
            "",
            "bytes",
            "of it",
            "faster",
            "cosine",
            "rel. error",
            "largest",
            "KL",
            "worst output"));
    long original = candidates.get(0).bytes();
    for (Candidate candidate : candidates) {
      boolean front = candidates.stream().noneMatch(other -> other.dominates(candidate));
      boolean best = chosen.filter(candidate::equals).isPresent();
      Fidelity.Output worst = candidate.fidelity().worst();
      text.append(
          String.format(
              Locale.ROOT,
              "%-28s %12d %7.1f%% %8s %10.6f %10.6f %8.1f%% %9.2g  %s%n",
              candidate.name() + (best ? " *" : front ? " +" : ""),
              candidate.bytes(),
              100.0 * candidate.bytes() / original,
              candidate.speed().isPresent()
                  ? String.format(Locale.ROOT, "%.2fx", candidate.speed().getAsDouble())
                  : "",
              worst.cosine(),
              worst.relativeError(),
              100 * worst.agreement(),
              worst.divergence(),
              worst.name()));
    }
    return text.toString();
  }
}
