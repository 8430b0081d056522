/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.config.network;

import org.jspecify.annotations.NullMarked;
