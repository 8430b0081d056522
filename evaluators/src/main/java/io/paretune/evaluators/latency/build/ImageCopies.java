package io.paretune.evaluators.latency.build;

import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.latency.kernel.KernelPrecision;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import java.util.ArrayList;
import java.util.List;

/** Copies of kernels that read images or vectors. */
final class ImageCopies implements Copies {

  /** Images of at most so many channels are the network's input itself, and not made by a layer. */
  private static final int COLOURS = 4;

  private final Kernel kernel;

  ImageCopies(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public NetworkBuilder start() {
    NetworkBuilder net = Network.from(kernel.input()).block(kernel.arithmetic().label());
    if (kernel.input().channels() > COLOURS && !residual()) {
      Copies.carry(net);
    }
    return net;
  }

  @Override
  public void append(NetworkBuilder net, int copies) {
    if (residual()) {
      residuals(net, copies);
    } else if (kernel.isGate()) {
      gates(net, copies);
    } else if (kernel.isBorder()) {
      borders(net, copies);
    } else if (inRow()) {
      row(net, copies);
    } else {
      Copies.summed(net, copies, this::copy);
    }
  }

  @Override
  public List<Kernel> beside() {
    if (kernel.isTranspose()) {
      return List.of(
          Copies.carrier(kernel.input(), KernelPrecision.INT8),
          Kernel.of(new Layer.Add(), kernel.input(), KernelPrecision.INT8));
    }
    if (kernel.isReorderedAdd()) {
      return List.of(Copies.carrier(kernel.input(), KernelPrecision.FLOAT));
    }
    if (kernel.isReorderedGate()) {
      return List.of(
          Copies.carrier(kernel.input(), KernelPrecision.FLOAT),
          Copies.carrier(Kernel.gateOf(kernel.input()), KernelPrecision.FLOAT));
    }
    if (kernel.isBorder()) {
      return besideBorder();
    }
    return inRow() ? List.of() : besideSummed();
  }

  private List<Kernel> besideBorder() {
    List<Kernel> all = new ArrayList<>();
    all.add(Copies.carrier(kernel.input(), KernelPrecision.FLOAT));
    all.add(Copies.carrier(kernel.input(), KernelPrecision.FLOAT));
    all.add(Copies.carrier(kernel.input(), KernelPrecision.INT8));
    if (Kernel.hasOrder(kernel.input())) {
      all.add(Kernel.transpose(kernel.input()));
      all.add(Kernel.transpose(kernel.input()));
    }
    return all;
  }

  private List<Kernel> besideSummed() {
    List<Kernel> all = new ArrayList<>();
    if (!sumFused()) {
      boolean int8 = kernel.arithmetic() == KernelPrecision.INT8;
      all.add(
          Kernel.of(
              new Layer.Add(),
              kernel.output(),
              int8 ? KernelPrecision.INT8 : KernelPrecision.FLOAT));
    }
    if (!weighted()) {
      all.add(Copies.carrier(kernel.input(), kernel.arithmetic()));
    }
    return all;
  }

  private boolean weighted() {
    return kernel.layer().weighted();
  }

  private boolean inRow() {
    return kernel.isSum() || kernel.output().equals(kernel.input());
  }

  /** Whether the runtime fuses the sum of a row of copies into them. */
  private boolean sumFused() {
    return kernel.isConvolution()
        && kernel.arithmetic() != KernelPrecision.INT8
        && kernel.arithmetic() != KernelPrecision.DYNAMIC;
  }

  private void copy(NetworkBuilder net) {
    if (!weighted()) {
      Copies.carry(net);
    }
    net.layer("kernel", kernel.layer());
  }

  private void row(NetworkBuilder net, int copies) {
    String first = net.at();
    for (int i = 0; i < copies; i++) {
      String before = net.at();
      if (kernel.isSum()) {
        net.add(first);
        if (kernel.arithmetic() == KernelPrecision.INT8) {
          net.relu();
        }
        continue;
      }
      net.layer("kernel", kernel.layer());
      if (kernel.sumFused()) {
        net.add(before);
      }
      if (weighted() && kernel.arithmetic() != KernelPrecision.DYNAMIC) {
        net.relu();
      }
    }
  }

  /**
   * One gate for all, in the same arithmetic. Where orders change, each copy has a gate of its own
   * and a convolution before it, since the gate's order changes, too.
   */
  private void gates(NetworkBuilder net, int copies) {
    String image = net.at();
    net.globalAveragePool();
    String pooled = net.at();
    if (!kernel.isReorderedGate()) {
      net.activation(ActivationKind.HARD_SIGMOID);
    }
    String gate = net.at();
    for (int i = 0; i < copies; i++) {
      if (kernel.isReorderedGate()) {
        net.from(pooled)
            .layer("carrier", Copies.carrier(net.shape(), KernelPrecision.FLOAT).layer());
        gate = net.activation(ActivationKind.HARD_SIGMOID).at();
        net.from(image);
        Copies.carry(net);
      } else {
        net.from(image);
      }
      image = net.join("kernel", kernel.layer(), gate).at();
    }
  }

  private boolean residual() {
    return kernel.isTranspose() || kernel.isReorderedAdd();
  }

  /** Sums in the order in which the network's input comes, and convolutions in another. */
  private void residuals(NetworkBuilder net, int copies) {
    for (int i = 0; i < copies; i++) {
      String before = net.at();
      net.layer("carrier", Copies.carrier(net.shape(), kernel.arithmetic()).layer())
          .add(before)
          .relu();
    }
  }

  /** Two layers in floats: one alone the runtime would quantise, too. */
  private static void borders(NetworkBuilder net, int pairs) {
    for (int i = 0; i < pairs; i++) {
      Copies.carry(net.block(KernelPrecision.FLOAT.label()));
      Copies.carry(net);
      Copies.carry(net.block(KernelPrecision.INT8.label()));
    }
  }
}
