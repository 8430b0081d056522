/** Tests of learned rounding. */
@NullMarked
package io.paretune.evaluators.compress.rounding;

import org.jspecify.annotations.NullMarked;
