package io.paretune.experiments.compress.graph;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Candidates as a table for people, and as JSON for programs. */
final class GraphTable {

  private GraphTable() {}

  static String text(List<Candidate> candidates, Optional<Candidate> chosen) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-28s %12s %8s %8s %10s %10s %10s %9s %9s  %s%n",
            "",
            "bytes",
            "of it",
            "faster",
            "cosine",
            "centred",
            "rel. error",
            "largest",
            "KL",
            candidates.get(0).quality().isPresent() ? "evaluated  worst output" : "worst output"));
    long original = candidates.get(0).bytes();
    List<Candidate> front = Candidate.front(candidates);
    for (Candidate candidate : candidates) {
      boolean best = chosen.filter(candidate::equals).isPresent();
      Fidelity.Output worst = candidate.fidelity().worst();
      text.append(
          String.format(
              Locale.ROOT,
              "%-28s %12d %7.1f%% %8s %10.6f %10.6f %10.6f %8.1f%% %9.2g  %s%n",
              candidate.name() + (best ? " *" : front.contains(candidate) ? " +" : ""),
              candidate.bytes(),
              100.0 * candidate.bytes() / original,
              candidate.speed().isPresent()
                  ? String.format(Locale.ROOT, "%.2fx", candidate.speed().getAsDouble())
                  : "",
              candidate.fidelity().leastCosine(),
              worst.centred(),
              worst.relativeError(),
              100 * worst.agreement(),
              worst.divergence(),
              quality(candidates.get(0), candidate) + worst.name()));
    }
    return text.toString();
  }

  private static String quality(Candidate original, Candidate candidate) {
    if (original.quality().isEmpty()) {
      return "";
    }
    return candidate.quality().isPresent()
        ? String.format(Locale.ROOT, "%9.6g  ", candidate.quality().getAsDouble())
        : " ".repeat(11);
  }

  /** The same as JSON, with all outputs, and how many calls were for what. */
  static String json(
      NamedInputs calls,
      List<Candidate> candidates,
      Optional<Candidate> chosen,
      GraphRobustness robustness) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.putObject("calls")
        .put("calibration", calls.even().size())
        .put("judged", calls.odd().size())
        .put("same", calls.size() == 1);
    ArrayNode all = root.putArray("candidates");
    List<Candidate> front = Candidate.front(candidates);
    for (Candidate candidate : candidates) {
      ObjectNode node = all.addObject();
      write(candidate, node);
      node.put("front", front.contains(candidate));
      node.put("recommended", chosen.filter(candidate::equals).isPresent());
    }
    robustness.write(root.putArray("robustness"));
    return root.toPrettyString() + System.lineSeparator();
  }

  private static void write(Candidate candidate, ObjectNode node) {
    node.put("name", candidate.name());
    node.put("bytes", candidate.bytes());
    candidate.speed().ifPresent(speed -> node.put("times-as-fast", speed));
    candidate.quality().ifPresent(quality -> node.put("evaluated", quality));
    ObjectNode nodes = node.putObject("nodes");
    new TreeMap<>(candidate.file().nodes()).forEach(nodes::put);
    ArrayNode outputs = node.putArray("outputs");
    for (Fidelity.Output output : candidate.fidelity().outputs()) {
      outputs
          .addObject()
          .put("name", output.name())
          .put("cosine", output.cosine())
          .put("relative-error", output.relativeError())
          .put("same-largest", output.agreement())
          .put("centred-cosine", output.centred())
          .put("kl", output.divergence());
    }
  }
}
