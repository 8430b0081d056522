/** Tests of workers over the network, both ends on loopback. */
@NullMarked
package io.paretune.experiments.network;

import org.jspecify.annotations.NullMarked;
