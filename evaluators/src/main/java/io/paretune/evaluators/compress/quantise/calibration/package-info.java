/** Ranges of values, found from what a network computes on training images. */
@NullMarked
package io.paretune.evaluators.compress.quantise.calibration;

import org.jspecify.annotations.NullMarked;
