/**
 * Successive halving and its relatives: trials meet at rungs, the best of each go on.
 *
 * <p>The next trial of a rung is judged by what stood there when it came; nobody waits.
 */
@NullMarked
package io.paretune.search.pruner.halving;

import org.jspecify.annotations.NullMarked;
