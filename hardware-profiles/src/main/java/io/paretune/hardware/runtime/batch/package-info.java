/**
 * Model files that are run for what they answer, on batches of any size: what judges, calibrates
 * and teaches. By the engines that measure, on the device that is deployed to; not timed, so that
 * no lease is needed and idle threads sleep.
 */
@NullMarked
package io.paretune.hardware.runtime.batch;

import org.jspecify.annotations.NullMarked;
