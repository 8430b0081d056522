/**
 * The part of an experiment file that says which networks are searched: data, family, training,
 * compression, measuring. Below {@code config}, which reads the rest.
 */
@NullMarked
package io.paretune.experiments.config.network;

import org.jspecify.annotations.NullMarked;
