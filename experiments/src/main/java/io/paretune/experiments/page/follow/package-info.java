/**
 * What the live page knows of studies: read from their databases while they grow.
 *
 * <p>Place in the flow: a {@link io.paretune.experiments.page.follow.PageSource} to the tables of
 * {@code results.live}, from which {@link io.paretune.experiments.page} answers.
 */
@NullMarked
package io.paretune.experiments.page.follow;

import org.jspecify.annotations.NullMarked;
