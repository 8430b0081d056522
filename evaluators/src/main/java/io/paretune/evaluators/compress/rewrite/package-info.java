/** Rewrites of a network that keep its outputs: each has an equivalence test. */
@NullMarked
package io.paretune.evaluators.compress.rewrite;

import org.jspecify.annotations.NullMarked;
