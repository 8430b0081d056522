/**
 * What a network is deployed as: a {@link io.paretune.hardware.deployment.Deployment} says which
 * engine runs its file, in which format that is, and with which precision. A profile names one, or
 * several that compete. Below everything that runs, writes or measures files.
 */
@NullMarked
package io.paretune.hardware.deployment;

import org.jspecify.annotations.NullMarked;
