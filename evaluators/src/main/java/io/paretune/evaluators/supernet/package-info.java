/**
 * Weight sharing: one network whose parts are all the networks of a family, trained once.
 *
 * <p>A {@link io.paretune.evaluators.supernet.Supernet} knows the shared tensors and where each
 * network lies in them; nothing here knows of trials or searches beyond a family's space.
 */
@NullMarked
package io.paretune.evaluators.supernet;

import org.jspecify.annotations.NullMarked;
