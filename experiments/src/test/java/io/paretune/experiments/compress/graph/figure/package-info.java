/** Tests of figures that take time. */
@NullMarked
package io.paretune.experiments.compress.graph.figure;

import org.jspecify.annotations.NullMarked;
