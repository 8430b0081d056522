/** Trials that are networks, as {@code evaluation} wants them: trained, compressed, measured. */
@NullMarked
package io.paretune.experiments.evaluation.network;

import org.jspecify.annotations.NullMarked;
