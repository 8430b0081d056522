/** Channels that must go together, which of them matter least, and the network without them. */
@NullMarked
package io.paretune.evaluators.compress.prune.channel;

import org.jspecify.annotations.NullMarked;
