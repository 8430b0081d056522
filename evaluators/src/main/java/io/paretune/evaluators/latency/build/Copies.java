package io.paretune.evaluators.latency.build;

import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.latency.kernel.KernelPrecision;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Window;
import java.util.List;
import java.util.function.Consumer;

/** How the copies of a kernel stand in the networks by which it is timed. */
interface Copies {

  /** A network before the first copy, in the block of the kernel's arithmetic. */
  NetworkBuilder start();

  /** Appends copies. */
  void append(NetworkBuilder net, int copies);

  /** What else each copy brings along. */
  List<Kernel> beside();

  /** Those of a kernel. */
  static Copies of(Kernel kernel) {
    boolean tokens =
        kernel.input() instanceof Shape.Ids
            || kernel.input() instanceof Shape.Sequence
            || kernel.output() instanceof Shape.Sequence;
    return tokens ? new TokenCopies(kernel) : new ImageCopies(kernel);
  }

  /** Copies that all read the value at this place, with their results summed. */
  static void summed(NetworkBuilder net, int copies, Consumer<NetworkBuilder> copy) {
    String source = net.at();
    String total = "";
    for (int i = 0; i < copies; i++) {
      copy.accept(net.from(source));
      if (!total.isEmpty()) {
        net.add(total);
      }
      total = net.at();
    }
  }

  /** The cheapest layer that makes an image or a vector out of one. */
  static Kernel carrier(Shape shape, KernelPrecision arithmetic) {
    int channels = shape.channels();
    Layer layer =
        shape instanceof Shape.Image
            ? new Layer.Conv2d(channels, channels, Window.same(1), 1, true)
            : new Layer.Linear(channels, channels, true);
    return Kernel.of(layer, shape, arithmetic);
  }

  /** Appends such a layer, with a rectifier. */
  static void carry(NetworkBuilder net) {
    net.layer("carrier", carrier(net.shape(), KernelPrecision.FLOAT).layer()).relu();
  }
}
