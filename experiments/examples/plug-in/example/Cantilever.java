package example;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.Goals;
import io.paretune.experiments.evaluation.PointConfig;
import io.paretune.experiments.spi.EvaluationProvider;
import io.paretune.experiments.spi.ExperimentSection;
import io.paretune.experiments.spi.MetricNames;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.spi.Provider;
import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import java.util.List;
import java.util.Map;

/**
 * {@code evaluation: {name: cantilever, length: 2, load: 500}}: a beam that is held at one end and
 * loaded at the other, of a rectangular section. Which one is light and bends little?
 */
public final class Cantilever implements EvaluationProvider {

  private static final double MOST = Double.POSITIVE_INFINITY;

  @Override
  public int api() {
    return Provider.API;
  }

  @Override
  public String name() {
    return "cantilever";
  }

  @Override
  public List<String> keys() {
    return List.of("length", "load");
  }

  @Override
  public MetricNames metrics(ExperimentSection file) {
    return MetricNames.of(
        List.of(
            new Metric("mass-kg", "kg", Direction.MINIMIZE, 0, MOST),
            new Metric("deflection-mm", "mm", Direction.MINIMIZE, 0, MOST),
            new Metric("stress-mpa", "MPa", Direction.MINIMIZE, 0, MOST)));
  }

  @Override
  public EvaluationConfig read(ExperimentSection file, Goals goals) {
    double length = file.settings().real("length", 0.1, 100, 1); // metres
    double load = file.settings().real("load", 0, 1e6, 1000); // newtons
    SearchSpace space =
        SearchSpace.builder()
            .choice("material", "steel", "aluminium")
            .real("width-mm", 10, 200)
            .real("height-mm", 10, 400)
            .build();
    return new PointConfig(
        space,
        Map.of("beam", length + " m, " + load + " N"),
        place -> (trial, point, channel) -> new Outcome.Measured(measured(point, length, load)));
  }

  /** Euler and Bernoulli: deflection F l^3 / 3 E I, stress 6 F l / w h^2. */
  private static Measurement measured(Assignment beam, double length, double load) {
    boolean steel = beam.text("material").equals("steel");
    double modulus = steel ? 210e9 : 70e9; // pascals
    double density = steel ? 7850 : 2700; // kilograms a cubic metre
    double width = beam.real("width-mm") / 1000;
    double height = beam.real("height-mm") / 1000;
    double inertia = width * Math.pow(height, 3) / 12;
    return Measurement.of(
        Map.of(
            "mass-kg", density * length * width * height,
            "deflection-mm", 1000 * load * Math.pow(length, 3) / (3 * modulus * inertia),
            "stress-mpa", 6 * load * length / (width * height * height) / 1e6));
  }
}
