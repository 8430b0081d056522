package io.paretune.evaluators.proxy;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.search.trial.Direction;
import java.util.List;
import java.util.Optional;

/** The zero-cost proxies that experiments can name. */
public final class Proxies {

  private static final List<Proxy> ALL =
      List.of(new Naswot(), new Swap(), new Participation(), new JacobianCovariance());

  private Proxies() {}

  /** All that there are. */
  public static List<Proxy> all() {
    return ALL;
  }

  /** The proxy of a name, if there is one. */
  public static Optional<Proxy> find(String name) {
    return ALL.stream().filter(proxy -> proxy.name().equals(name)).findFirst();
  }

  /** The proxies as metrics, of which more is better. */
  public static List<Metric> metrics() {
    return ALL.stream()
        .map(
            proxy ->
                new Metric(
                    proxy.name(),
                    "",
                    Direction.MAXIMIZE,
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY))
        .toList();
  }
}
