/**
 * Benchmarks of samplers: on tables, on functions, and of their own cost.
 *
 * <p>A {@link io.paretune.experiments.bench.BenchProblem} is searched once a seed; {@link
 * io.paretune.experiments.bench.SearchBench} looks at the study at checkpoints and gives {@link
 * io.paretune.experiments.bench.BenchRow}s, which the command line prints as CSV.
 */
@NullMarked
package io.paretune.experiments.bench;

import org.jspecify.annotations.NullMarked;
