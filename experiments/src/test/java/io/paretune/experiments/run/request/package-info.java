/** Tests of the package of the same name. */
@NullMarked
package io.paretune.experiments.run.request;

import org.jspecify.annotations.NullMarked;
