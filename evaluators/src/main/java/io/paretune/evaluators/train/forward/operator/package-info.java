/**
 * How PyTorch computes what {@link io.paretune.evaluators.train.forward.Forward} asks of it by
 * layer.
 */
@NullMarked
package io.paretune.evaluators.train.forward.operator;

import org.jspecify.annotations.NullMarked;
