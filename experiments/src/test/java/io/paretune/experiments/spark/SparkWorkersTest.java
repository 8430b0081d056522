package io.paretune.experiments.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Spark is asked for. A class here has the methods of Spark's that are called by name. */
class SparkWorkersTest {

  private static final List<String> COMMAND = List.of("paretune", "worker", "--connect", "h:1");

  /** In place of JavaSparkContext, SparkConf and JavaRDD. */
  public static final class Cluster implements Closeable {
    private final String speculation;
    private final List<Object> asked = new ArrayList<>();
    private boolean failing;

    Cluster(String speculation) {
      this.speculation = speculation;
    }

    public Cluster getConf() {
      return this;
    }

    public String get(String key, String otherwise) {
      return key.equals("spark.speculation") ? speculation : otherwise;
    }

    public Cluster parallelize(List<?> values, int partitions) {
      asked.add(values.size());
      asked.add(partitions);
      return this;
    }

    public Cluster pipe(List<String> command) {
      asked.add(command);
      return this;
    }

    public long count() {
      if (failing) {
        throw new IllegalStateException("Job aborted");
      }
      return 0;
    }

    @Override
    public void close() {
      asked.add("closed");
    }
  }

  @Test
  void eachTaskIsOneWorkerThatEndsWithItsExecutor() {
    Cluster cluster = new Cluster("false");
    new SparkWorkers(cluster, COMMAND).work(200);
    assertThat(cluster.asked)
        .containsExactly(
            200, 200, List.of("paretune", "worker", "--connect", "h:1", "--with-parent"));
  }

  @Test
  void speculationIsRefused() {
    assertThatThrownBy(() -> new SparkWorkers(new Cluster("true"), COMMAND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "spark.speculation starts slow tasks twice, and a worker is as slow as its run is long:"
                + " set it to false");
  }

  @Test
  void whatSparkGivesUpForIsSaid() {
    Cluster cluster = new Cluster("false");
    cluster.failing = true;
    SparkWorkers workers = new SparkWorkers(cluster, COMMAND);
    assertThatThrownBy(() -> workers.work(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Spark: Job aborted");
    assertThatThrownBy(() -> workers.work(0)).hasMessageContaining("at least 1 worker, got 0");
  }

  @Test
  void anotherThingThanAContextIsRefused() {
    assertThatThrownBy(() -> new SparkWorkers(() -> {}, COMMAND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not of Spark 3.5 or 4: it has no getConf");
    assertThatThrownBy(() -> SparkWorkers.main(new String[] {"many"}))
        .hasMessageStartingWith("usage: spark-submit --class io.paretune.experiments.spark");
  }
}
