/** Tests of the package of the same name. */
@NullMarked
package io.paretune.evaluators.latency.build;

import org.jspecify.annotations.NullMarked;
