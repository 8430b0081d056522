/**
 * Measurements that are taken elsewhere after workers have done with their trials: a queue before
 * agents, so that no worker waits for them.
 *
 * <p>Place in the flow: the {@link io.paretune.experiments.coordinator coordinator} puts trials in
 * that workers left unmeasured, and tells the study what comes out.
 */
@NullMarked
package io.paretune.experiments.measuring;

import org.jspecify.annotations.NullMarked;
