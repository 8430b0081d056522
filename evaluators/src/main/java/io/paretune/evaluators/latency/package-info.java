/**
 * How long a network will take on a device, before it is trained or written: a table of what its
 * kernels take, measured one by one on that device ({@link
 * io.paretune.evaluators.latency.build.TableBuild}) or brought from elsewhere as a file, and a
 * predictor on top of it. A prediction ranks; what a trial's latency is, the exported file alone
 * says. Knows {@code compress} and {@code family}; used by {@code trial} and the command line.
 */
@NullMarked
package io.paretune.evaluators.latency;

import org.jspecify.annotations.NullMarked;
