package io.paretune.evaluators.compress;

import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How one network is compressed.
 *
 * @param steps what each technique of the space does to it, by the technique's name, in order
 */
public record CompressionPlan(Map<String, Step> steps) {

  /** Copies the map, keeping its order. */
  public CompressionPlan {
    steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
  }

  /**
   * The step of a technique.
   *
   * @param technique name of a technique of the space
   */
  public Step step(String technique) {
    return Objects.requireNonNull(steps.get(technique), technique);
  }

  /** What pruning removes; {@link PruningPlan#none} if the space has none. */
  public PruningPlan pruning() {
    return step(PruningPlan.class, PruningPlan.none());
  }

  /** How the file stores and computes; {@link QuantisationPlan#none} if the space does not say. */
  public QuantisationPlan quantisation() {
    return step(QuantisationPlan.class, QuantisationPlan.none());
  }

  private <S extends Step> S step(Class<S> type, S otherwise) {
    return steps.values().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElse(otherwise);
  }

  /**
   * The same plan for what is left after blocks were removed: a residual block's branch can hold
   * blocks of its own.
   */
  public CompressionPlan within(Network left) {
    Map<String, Step> fitting = new LinkedHashMap<>();
    steps.forEach((technique, step) -> fitting.put(technique, step.within(left)));
    return new CompressionPlan(fitting);
  }

  /** A network of the same graph and sizes as all steps leave it in. */
  public WeightedNetwork sized(WeightedNetwork untrained) {
    WeightedNetwork sized = untrained;
    for (Step step : steps.values()) {
      sized = step.acts() ? step.sized(sized) : sized;
    }
    return sized;
  }

  /**
   * What its steps say of a network that they have acted on, by the technique's name, a dot and a
   * key of the technique's.
   */
  public Map<String, String> provenance(WeightedNetwork trained) {
    Map<String, String> facts = new LinkedHashMap<>();
    steps.forEach(
        (technique, step) -> {
          if (step.acts()) {
            step.provenance(trained)
                .forEach((key, value) -> facts.put(technique + "." + key, value));
          }
        });
    return facts;
  }

  /** What training must do to weights so that the steps before it last. */
  public WeightTransform lasting() {
    WeightTransform lasting = WeightTransform.identity();
    for (Step step : steps.values()) {
      WeightTransform before = lasting;
      WeightTransform then = step.lasting();
      lasting = (spec, weight) -> then.apply(spec, before.apply(spec, weight));
    }
    return lasting;
  }
}
