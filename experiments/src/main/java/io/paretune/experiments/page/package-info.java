/**
 * The live page: a server that shows studies while they grow and afterwards, to be looked at in a
 * browser (docs/live-page.md, ADR 26).
 *
 * <p>It reads, and passes on what somebody with a token asks of a run. A {@link
 * io.paretune.experiments.page.follow.Follower} reads what is new from the studies' databases,
 * without a word to the runs that write them, into the tables of {@code results.live}; requests are
 * answered from those. Nobody looks, nothing is read.
 *
 * <p>On a loopback address it serves whoever is on this machine; elsewhere it asks for a token and
 * speaks TLS, as the measuring agent does. What is too many, too large or too slow is refused.
 */
@NullMarked
package io.paretune.experiments.page;

import org.jspecify.annotations.NullMarked;
