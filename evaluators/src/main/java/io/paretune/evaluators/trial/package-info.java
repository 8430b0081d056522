/**
 * One trial from its assignment to its measurement: decode, train, compress, export, judge the
 * exported file, measure it.
 *
 * <p>The top of the module: uses all its other packages and the hardware profiles; run inside a
 * worker process.
 */
@NullMarked
package io.paretune.evaluators.trial;

import org.jspecify.annotations.NullMarked;
