/**
 * The trainable form of a network: a functional forward pass over network, weights and input on
 * PyTorch, and what scores examples with it.
 *
 * <p>Place in the flow: below training, distillation and quantisation-aware training, which add
 * losses and transforms.
 */
@NullMarked
package io.paretune.evaluators.train.forward;

import org.jspecify.annotations.NullMarked;
