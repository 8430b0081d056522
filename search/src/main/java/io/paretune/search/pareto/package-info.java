/**
 * Multi-objective arithmetic: costs, dominance, fronts and hypervolume.
 *
 * <p>The ground floor: knows no trials and no networks. Samplers, the store and reports use the
 * same code, so that they cannot disagree about what is on the front.
 */
@NullMarked
package io.paretune.search.pareto;

import org.jspecify.annotations.NullMarked;
