package io.paretune.experiments.bench.proxies;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.proxy.InitialLook;
import io.paretune.evaluators.proxy.Proxies;
import io.paretune.evaluators.proxy.Proxy;
import io.paretune.evaluators.trial.Metrics;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.experiments.bench.CpuTime;
import io.paretune.experiments.bench.PublishedTable;
import io.paretune.experiments.bench.PublishedTable.Labelled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Looks at networks of a published table, untrained.
 *
 * @param problem whose family the table is of
 * @param look at a network
 */
public record ProxyBench(NetworkProblem problem, InitialLook look) {

  /** The counters that every proxy must beat. */
  private static final List<String> COUNTERS =
      List.of(Metrics.PARAMETERS, Metrics.MULTIPLY_ADDS, Metrics.LAYERS);

  /** Names of what is found of a network: counters, then proxies. */
  public static List<String> figures() {
    return Stream.concat(COUNTERS.stream(), Proxies.all().stream().map(Proxy::name)).toList();
  }

  /**
   * Rows of a table at random, in the same order for the same seed: with a larger number come more,
   * and the same ones first. Rows whose network computes nothing are passed over.
   *
   * @param count at least 2
   * @throws IllegalArgumentException if there are not so many, saying how many there are
   */
  public List<Labelled> draw(PublishedTable table, int count, long seed) {
    if (count < 2) {
      throw new IllegalArgumentException(
          "--networks must be at least 2 to be ranked, got " + count);
    }
    List<Labelled> rows = new ArrayList<>(table.rows());
    Collections.shuffle(rows, new Random(seed));
    List<Labelled> drawn = new ArrayList<>();
    for (int i = 0; i < rows.size() && drawn.size() < count; i++) {
      if (network(rows.get(i)).isPresent()) {
        drawn.add(rows.get(i));
      }
    }
    if (drawn.size() < count) {
      throw new IllegalArgumentException(
          "--networks must not be more than there are in the table, got %d; %s has %d that compute something"
              .formatted(count, table.name(), drawn.size()));
    }
    return List.copyOf(drawn);
  }

  private Optional<Network> network(Labelled row) {
    try {
      return Optional.of(problem.family().build(row.point(), problem.context()));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** Looks at each in turn. */
  public void run(List<Labelled> rows, Consumer<LookedAt> listener) {
    for (Labelled row : rows) {
      listener.accept(looked(row, network(row).orElseThrow()));
    }
  }

  private LookedAt looked(Labelled row, Network network) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(Metrics.PARAMETERS, (double) network.parameters());
    figures.put(Metrics.MULTIPLY_ADDS, (double) network.multiplyAdds());
    figures.put(Metrics.LAYERS, (double) network.layers());
    CpuTime time = new CpuTime();
    time.go();
    figures.putAll(look.at(network, Proxies.all()));
    time.pause();
    return new LookedAt(row.key(), figures, time.millis() / 1000, row.label());
  }
}
