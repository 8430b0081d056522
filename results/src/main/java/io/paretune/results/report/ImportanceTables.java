package io.paretune.results.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.results.summary.Facts;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.insight.Importance;
import java.util.List;
import java.util.Locale;

/** What mattered for each objective, as the formats show it. */
final class ImportanceTables {

  /** Parameters shown to people; the rest of a wide space has hardly any share each. */
  private static final int MOST_SHOWN = 15;

  private static final int MOST_PAIRS = 3;

  /** A pair that does less than this together is not worth a line. */
  private static final double LEAST_PAIR = 0.01;

  /** Out-of-bag R^2 under which the shares are said to be doubtful. */
  private static final double DOUBTFUL = 0.3;

  private ImportanceTables() {}

  /** One table for all objectives. */
  static String markdown(StudySummary study) {
    List<Importance> all = study.importance();
    if (all.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n## What mattered\n\n");
    for (Importance one : all) {
      text.append("**").append(Markdown.escaped(title(study, one))).append("**: ");
      StringBuilder list = new StringBuilder();
      for (Importance.Share share : shown(one)) {
        list.append(list.length() == 0 ? "" : ", ").append(share.parameter()).append(' ');
        list.append(percent(share.share()));
      }
      for (Importance.Interaction pair : pairs(one)) {
        list.append(", ").append(pair.first()).append(" with ").append(pair.second());
        list.append(' ').append(percent(pair.share()));
      }
      text.append(Markdown.escaped(list.toString())).append(". ").append(trust(one)).append("\n\n");
    }
    return text.toString();
  }

  /** Everything, with all digits. */
  static ArrayNode json(StudySummary study) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Importance one : study.importance()) {
      ObjectNode node = all.addObject();
      node.put("objective", one.objective());
      node.put("trials", one.trials());
      node.put("explained", one.explained());
      ObjectNode shares = node.putObject("parameters");
      one.parameters().forEach(share -> shares.put(share.parameter(), share.share()));
      ArrayNode pairs = node.putArray("interactions");
      for (Importance.Interaction pair : one.interactions()) {
        pairs
            .addObject()
            .put("share", pair.share())
            .putArray("of")
            .add(pair.first())
            .add(pair.second());
      }
    }
    return all;
  }

  private static List<Importance.Share> shown(Importance one) {
    return one.parameters().subList(0, Math.min(MOST_SHOWN, one.parameters().size()));
  }

  private static List<Importance.Interaction> pairs(Importance one) {
    return one.interactions().stream()
        .filter(pair -> pair.share() >= LEAST_PAIR)
        .limit(MOST_PAIRS)
        .toList();
  }

  private static String title(StudySummary study, Importance one) {
    return study.definition().objectives().stream()
        .filter(objective -> objective.name().equals(one.objective()))
        .findFirst()
        .map(Facts::title)
        .orElse(one.objective());
  }

  private static String trust(Importance one) {
    return String.format(
        Locale.ROOT,
        "From %d trials; the model explains %s of what it has not seen%s.",
        one.trials(),
        percent(Math.max(0, one.explained())),
        one.explained() < DOUBTFUL ? ": too little for these shares to be relied on" : "");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
  }
}
