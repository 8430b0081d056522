/** Pruners by rungs, against their contract and hand-worked cases. */
@NullMarked
package io.paretune.search.pruner.halving;

import org.jspecify.annotations.NullMarked;
