/**
 * Quantisation: what activations were on calibration images, which ranges follow, and files whose
 * weights and activations have fewer bits. Comes last, on a network with batch normalisation
 * folded.
 */
@NullMarked
package io.paretune.evaluators.compress.quantise;

import org.jspecify.annotations.NullMarked;
