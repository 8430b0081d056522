/** Trials as event files that TensorBoard reads. */
@NullMarked
package io.paretune.experiments.tracking.tensorboard;

import org.jspecify.annotations.NullMarked;
