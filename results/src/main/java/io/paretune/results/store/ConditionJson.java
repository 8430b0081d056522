package io.paretune.results.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.search.space.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conditions as JSON: absent for always, otherwise an object of one field. */
final class ConditionJson {

  private ConditionJson() {}

  static Optional<ObjectNode> write(Condition condition) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (condition instanceof Condition.Always) {
      return Optional.empty();
    } else if (condition instanceof Condition.In in) {
      ArrayNode values = node.putObject("in").put("parameter", in.parameter()).putArray("values");
      in.values().forEach(value -> values.add(DomainJson.value(value)));
    } else if (condition instanceof Condition.AtLeast atLeast) {
      node.putObject("at-least")
          .put("parameter", atLeast.parameter())
          .put("bound", atLeast.bound());
    } else if (condition instanceof Condition.All all) {
      ArrayNode parts = node.putArray("all");
      for (Condition part : all.conditions()) {
        parts.add(write(part).orElseGet(JsonNodeFactory.instance::objectNode));
      }
    } else {
      throw new IllegalArgumentException("no JSON for the condition " + condition.getClass());
    }
    return Optional.of(node);
  }

  static Condition read(JsonNode node) {
    if (node.isMissingNode() || node.isEmpty()) {
      return Condition.always();
    }
    String kind = node.fieldNames().next();
    JsonNode of = node.path(kind);
    return switch (kind) {
      case "in" ->
          new Condition.In(
              of.required("parameter").textValue(), DomainJson.values(of.required("values")));
      case "at-least" ->
          Condition.atLeast(
              of.required("parameter").textValue(), of.required("bound").doubleValue());
      case "all" -> {
        List<Condition> parts = new ArrayList<>();
        of.forEach(part -> parts.add(read(part)));
        yield new Condition.All(parts);
      }
      default -> throw new IllegalArgumentException("unknown kind of condition: " + node);
    };
  }
}
