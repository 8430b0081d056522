/**
 * Compression that is real: rewrites that make a network smaller (channels removed, batch
 * normalisation folded) and exports that make its file smaller and faster (int8). Stands between
 * training and export; every lossless rewrite has an equivalence test.
 */
@NullMarked
package io.paretune.evaluators.compress;

import org.jspecify.annotations.NullMarked;
