/** Tests of what happens to images. */
@NullMarked
package io.paretune.evaluators.robustness;

import org.jspecify.annotations.NullMarked;
