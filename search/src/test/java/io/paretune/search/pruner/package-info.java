/** Pruners against their contract, hand-worked cases and a family of learning curves. */
@NullMarked
package io.paretune.search.pruner;

import org.jspecify.annotations.NullMarked;
