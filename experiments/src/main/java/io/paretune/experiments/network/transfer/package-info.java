/**
 * Files between a coordinator and the hosts of its workers, by the SHA-256 of their content: what
 * an experiment reads goes out, what trials leave comes back.
 *
 * <p>A connection of its own carries one {@link
 * io.paretune.experiments.network.transfer.FileRequest} after another; contents go in chunks, so
 * that what a broken connection brought need not be brought again.
 */
@NullMarked
package io.paretune.experiments.network.transfer;

import org.jspecify.annotations.NullMarked;
