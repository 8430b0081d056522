package io.paretune.experiments.spark;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Workers of a run on a Spark cluster: one task each, which is a process of {@code paretune worker}
 * on an executor and speaks to the run as workers anywhere do (ADR 25). Spark gives them machines,
 * and new ones in place of those that it takes away; trials, reports and their ends do not pass
 * through it. So a task that is repeated and an executor that is lost cost a trial an attempt, and
 * nothing twice.
 *
 * <p>Spark is called by name: its classes are those of the cluster, 3.5 or 4, and need not be there
 * when this is compiled. What runs on executors is Spark's own {@code pipe}.
 */
public final class SparkWorkers {

  private static final String SPECULATION = "spark.speculation";
  private static final String WITH_PARENT = "--with-parent";

  private final Closeable context;
  private final List<String> command;

  /**
   * Workers of a cluster.
   *
   * @param context a {@code org.apache.spark.api.java.JavaSparkContext}, which stays open
   * @param command how an executor starts a worker, for instance {@code paretune/bin/paretune
   *     worker --connect HOST:PORT --token-file FILE}; relative to its working directory, where
   *     Spark puts the files and archives of the application
   * @throws IllegalArgumentException if the context is none, or copies slow tasks
   */
  public SparkWorkers(Closeable context, List<String> command) {
    this.context = context;
    this.command = new ArrayList<>(command);
    // an executor that is killed cannot end what it started: that looks after it by itself
    this.command.add(WITH_PARENT);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("the command of a worker must be given");
    }
    Object settings = call(context, "getConf");
    if (Boolean.parseBoolean(String.valueOf(call(settings, "get", SPECULATION, "false")))) {
      throw new IllegalArgumentException(
          SPECULATION
              + " starts slow tasks twice, and a worker is as slow as its run is long: set it to"
              + " false");
    }
  }

  /**
   * Has them work until the run is over.
   *
   * @param workers how many; those that find no room wait for it
   * @throws IllegalStateException if Spark gives up, with its reason
   */
  public void work(int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("there must be at least 1 worker, got " + workers);
    }
    Object tasks = call(context, "parallelize", Collections.nCopies(workers, ""), workers);
    call(call(tasks, "pipe", command), "count");
  }

  private static Object call(Object target, String method, Object... arguments) {
    Class<?>[] types = Arrays.stream(arguments).map(SparkWorkers::type).toArray(Class<?>[]::new);
    try {
      return target.getClass().getMethod(method, types).invoke(target, arguments);
    } catch (InvocationTargetException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new IllegalStateException("Spark: " + cause.getMessage(), cause);
    } catch (ReflectiveOperationException other) {
      throw new IllegalArgumentException(
          target.getClass().getName() + " is not of Spark 3.5 or 4: it has no " + method, other);
    }
  }

  private static Class<?> type(Object argument) {
    if (argument instanceof Integer) {
      return int.class;
    }
    return argument instanceof List ? List.class : argument.getClass();
  }

  /**
   * For {@code spark-submit}.
   *
   * @param arguments the number of workers, and the command of one
   */
  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    if (arguments.length < 2 || !arguments[0].matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "usage: spark-submit --class "
              + SparkWorkers.class.getName()
              + " ... WORKERS COMMAND..., got "
              + List.of(arguments));
    }
    Class<?> spark = Class.forName("org.apache.spark.api.java.JavaSparkContext");
    try (Closeable context = (Closeable) spark.getConstructor().newInstance()) {
      List<String> command = List.of(arguments).subList(1, arguments.length);
      new SparkWorkers(context, command).work(Integer.parseInt(arguments[0]));
    }
  }
}
