/**
 * Makes latency tables: times the kernels of a family one by one in small networks, then whole
 * networks that teach and check the predictor. What is done is in files at once, so that it can be
 * gone on with.
 */
@NullMarked
package io.paretune.evaluators.latency.build;

import org.jspecify.annotations.NullMarked;
