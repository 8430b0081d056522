/** Stops trials whose end can be foretold and would not extend the front. */
@NullMarked
package io.paretune.search.pruner.forecast;

import org.jspecify.annotations.NullMarked;
