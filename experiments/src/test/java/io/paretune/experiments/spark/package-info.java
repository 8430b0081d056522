/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.spark;

import org.jspecify.annotations.NullMarked;
