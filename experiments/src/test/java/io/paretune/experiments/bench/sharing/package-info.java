/** Tests of the benchmarks' rows; the commands are tested where they are typed. */
@NullMarked
package io.paretune.experiments.bench.sharing;

import org.jspecify.annotations.NullMarked;
