/** Search spaces and their points in YAML. */
@NullMarked
package io.paretune.experiments.config.space;

import org.jspecify.annotations.NullMarked;
