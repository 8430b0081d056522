/** Tests of the package of the same name. */
@NullMarked
package io.paretune.evaluators.latency;

import org.jspecify.annotations.NullMarked;
