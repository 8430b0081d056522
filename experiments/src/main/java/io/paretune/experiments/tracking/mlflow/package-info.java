/** Trials as runs of an MLflow server, through its REST interface. */
@NullMarked
package io.paretune.experiments.tracking.mlflow;

import org.jspecify.annotations.NullMarked;
