/**
 * Numerical methods that more than one part of the search needs and Commons Math has not, or not
 * fast enough: factored matrices, the normal distribution in its tails, minimisation in a box.
 *
 * <p>Knows numbers only.
 */
@NullMarked
package io.paretune.search.math;

import org.jspecify.annotations.NullMarked;
