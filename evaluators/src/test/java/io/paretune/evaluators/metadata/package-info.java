/** Tests of the package of the same name. */
@NullMarked
package io.paretune.evaluators.metadata;

import org.jspecify.annotations.NullMarked;
