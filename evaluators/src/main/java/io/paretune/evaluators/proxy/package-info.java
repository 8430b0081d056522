/**
 * Zero-cost proxies: what a network's structure says of its accuracy before it is trained, from one
 * batch of the training images through freshly drawn weights. {@code trial.stage} declares them,
 * {@code experiments.bench} compares them with published tables.
 */
@NullMarked
package io.paretune.evaluators.proxy;

import org.jspecify.annotations.NullMarked;
