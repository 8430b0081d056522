/**
 * Who stops hopeless trials early.
 *
 * <p>Asked by the study after every report; the answer carries its reason and is never an
 * exception.
 */
@NullMarked
package io.paretune.search.pruner;

import org.jspecify.annotations.NullMarked;
