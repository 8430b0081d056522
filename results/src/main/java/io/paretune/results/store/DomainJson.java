package io.paretune.results.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Domain;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.LogWhole;
import io.paretune.search.space.Real;
import io.paretune.search.space.Whole;
import java.util.ArrayList;
import java.util.List;

/** Domains as JSON: an object of one field, named after the kind. */
final class DomainJson {

  private DomainJson() {}

  static ObjectNode write(Domain domain) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (domain instanceof Real real) {
      node.putObject("real")
          .put("low", real.low())
          .put("high", real.high())
          .put("step", real.step());
    } else if (domain instanceof LogReal real) {
      node.putObject("log-real").put("low", real.low()).put("high", real.high());
    } else if (domain instanceof Whole whole) {
      node.putObject("whole")
          .put("low", whole.low())
          .put("high", whole.high())
          .put("step", whole.step());
    } else if (domain instanceof LogWhole whole) {
      node.putObject("log-whole").put("low", whole.low()).put("high", whole.high());
    } else if (domain instanceof Choice choice) {
      ArrayNode options = node.putArray("choice");
      choice.options().forEach(option -> options.add(value(option)));
    } else {
      throw new IllegalArgumentException("no JSON for the domain " + domain.getClass());
    }
    return node;
  }

  static Domain read(JsonNode node) {
    String kind = node.fieldNames().hasNext() ? node.fieldNames().next() : "";
    JsonNode of = node.path(kind);
    return switch (kind) {
      case "real" -> new Real(real(of, "low"), real(of, "high"), real(of, "step"));
      case "log-real" -> new LogReal(real(of, "low"), real(of, "high"));
      case "whole" -> new Whole(whole(of, "low"), whole(of, "high"), whole(of, "step"));
      case "log-whole" -> new LogWhole(whole(of, "low"), whole(of, "high"));
      case "choice" -> new Choice(values(of));
      default -> throw new IllegalArgumentException("unknown kind of domain: " + node);
    };
  }

  /** A value of a choice or condition; whole numbers stay whole. */
  static JsonNode value(Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value instanceof Long whole) {
      return nodes.numberNode(whole);
    }
    if (value instanceof Number real) {
      return nodes.numberNode(real.doubleValue());
    }
    if (value instanceof Boolean flag) {
      return nodes.booleanNode(flag);
    }
    return nodes.textNode((String) value);
  }

  static List<Object> values(JsonNode array) {
    List<Object> values = new ArrayList<>();
    for (JsonNode node : array) {
      if (node.isTextual()) {
        values.add(node.textValue());
      } else if (node.isBoolean()) {
        values.add(node.booleanValue());
      } else if (node.isIntegralNumber()) {
        values.add(node.longValue());
      } else {
        values.add(node.doubleValue());
      }
    }
    return values;
  }

  private static double real(JsonNode of, String field) {
    return of.required(field).doubleValue();
  }

  private static long whole(JsonNode of, String field) {
    return of.required(field).longValue();
  }
}
