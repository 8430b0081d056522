/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.api;

import org.jspecify.annotations.NullMarked;
