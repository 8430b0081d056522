/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.tracking.tensorboard;

import org.jspecify.annotations.NullMarked;
