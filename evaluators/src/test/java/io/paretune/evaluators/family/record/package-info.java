/** Tests of the package of the same name. */
@NullMarked
package io.paretune.evaluators.family.record;

import org.jspecify.annotations.NullMarked;
