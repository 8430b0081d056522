/** The forecast against hand-worked cases and a family of learning curves. */
@NullMarked
package io.paretune.search.pruner.forecast;

import org.jspecify.annotations.NullMarked;
