/**
 * The network as data: an immutable graph of layers with inferred shapes and costs, and the weights
 * that lie beside it by tensor name.
 *
 * <p>This is the pivot of the module: families build a {@link
 * io.paretune.evaluators.network.Network}, training fills its {@link
 * io.paretune.evaluators.network.Weights}, compression rewrites both, and export writes them as
 * ONNX.
 */
@NullMarked
package io.paretune.evaluators.network;

import org.jspecify.annotations.NullMarked;
