/**
 * Published tables as benchmarks: every row is a network (or anything else) that was evaluated once
 * for all, so that a search over them takes no time and can be judged against the truth.
 *
 * <p>A spec in YAML ({@code TableSpec}) names files, columns and objectives; {@code Table} reads,
 * joins and filters the rows; {@link io.paretune.evaluators.table.TableBenchmark} makes of them a
 * space, an evaluator and the true front. {@link io.paretune.evaluators.table.SimulatedWorkers}
 * replays a search of hours on several workers in a moment.
 */
@NullMarked
package io.paretune.evaluators.table;

import org.jspecify.annotations.NullMarked;
