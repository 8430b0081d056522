/**
 * Workers on a Spark cluster: {@link io.paretune.experiments.spark.SparkWorkers}.
 *
 * <p>Place in the flow: beside the command line, which it has executors start; it knows no other
 * package of Paretune, so that one jar is enough for a driver.
 */
@NullMarked
package io.paretune.experiments.spark;

import org.jspecify.annotations.NullMarked;
