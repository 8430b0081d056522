/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.network.exchange;

import org.jspecify.annotations.NullMarked;
