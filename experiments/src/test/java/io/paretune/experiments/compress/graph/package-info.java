/** Tests of the search for plans of a graph. */
@NullMarked
package io.paretune.experiments.compress.graph;

import org.jspecify.annotations.NullMarked;
