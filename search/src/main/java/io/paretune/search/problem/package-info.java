/**
 * Functions whose optimum or Pareto front is known, for checking and comparing samplers.
 *
 * <p>Beside the flow: nothing that searches depends on them.
 */
@NullMarked
package io.paretune.search.problem;

import org.jspecify.annotations.NullMarked;
