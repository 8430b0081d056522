package io.paretune.results.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.results.store.database.StoreException;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * A study's definition as JSON.
 *
 * <pre>{@code
 * {"name": "quickstart", "seed": 7,
 *  "objectives": [{"name": "latency-ms", "direction": "minimize", "unit": "ms"}],
 *  "constraints": [{"metric": "size-bytes", "kind": "at-most", "bound": 1000000.0}],
 *  "space": [{"name": "depth", "domain": {"whole": {"low": 1, "high": 3, "step": 1}}},
 *            {"name": "width", "domain": {"choice": [8, 16]}, "when": {"at-least": {"parameter": "depth", "bound": 2.0}}}]}
 * }</pre>
 */
public final class StudyDefinitionJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private StudyDefinitionJson() {}

  /** The definition as one line of JSON. */
  public static String write(StudyDefinition definition) {
    return tree(definition).toString();
  }

  /** The definition as a tree of JSON. */
  public static ObjectNode tree(StudyDefinition definition) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("name", definition.name());
    root.put("seed", definition.seed());
    ArrayNode objectives = root.putArray("objectives");
    for (Objective objective : definition.objectives()) {
      objectives
          .addObject()
          .put("name", objective.name())
          .put("direction", objective.direction().word())
          .put("unit", objective.unit());
    }
    ArrayNode constraints = root.putArray("constraints");
    for (Constraint constraint : definition.constraints()) {
      constraints
          .addObject()
          .put("metric", constraint.metric())
          .put("kind", constraint.kind() == Constraint.Kind.AT_MOST ? "at-most" : "at-least")
          .put("bound", constraint.bound());
    }
    ArrayNode space = root.putArray("space");
    for (Parameter parameter : definition.space().parameters()) {
      ObjectNode node = space.addObject().put("name", parameter.name());
      node.set("domain", DomainJson.write(parameter.domain()));
      ConditionJson.write(parameter.condition()).ifPresent(when -> node.set("when", when));
    }
    return root;
  }

  /**
   * The definition of some JSON.
   *
   * @throws StoreException if it is not a definition
   */
  public static StudyDefinition read(String json) {
    try {
      JsonNode root = JSON.readTree(json);
      List<Objective> objectives = new ArrayList<>();
      for (JsonNode node : root.required("objectives")) {
        objectives.add(
            new Objective(
                node.required("name").textValue(),
                direction(node.required("direction").textValue()),
                node.required("unit").textValue()));
      }
      List<Constraint> constraints = new ArrayList<>();
      root.required("constraints").forEach(node -> constraints.add(constraint(node)));
      List<Parameter> parameters = new ArrayList<>();
      for (JsonNode node : root.required("space")) {
        parameters.add(
            new Parameter(
                node.required("name").textValue(),
                DomainJson.read(node.required("domain")),
                ConditionJson.read(node.path("when"))));
      }
      return new StudyDefinition(
          root.required("name").textValue(),
          SearchSpace.of(parameters),
          objectives,
          constraints,
          root.required("seed").longValue());
    } catch (JsonProcessingException | IllegalArgumentException bad) {
      throw new StoreException("not the definition of a study: " + bad.getMessage(), bad);
    }
  }

  private static Constraint constraint(JsonNode node) {
    String metric = node.required("metric").textValue();
    double bound = node.required("bound").doubleValue();
    return node.required("kind").textValue().equals("at-most")
        ? Constraint.atMost(metric, bound)
        : Constraint.atLeast(metric, bound);
  }

  private static Direction direction(String word) {
    for (Direction direction : Direction.values()) {
      if (direction.word().equals(word)) {
        return direction;
      }
    }
    throw new IllegalArgumentException("a direction is minimize or maximize, got " + word);
  }
}
