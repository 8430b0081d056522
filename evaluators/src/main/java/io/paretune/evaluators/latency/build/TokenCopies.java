package io.paretune.evaluators.latency.build;

import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.latency.kernel.KernelPrecision;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies of kernels that read or make tokens. No network reads tokens as such: they are the places
 * of an image of one row, or, for kernels that look past padding, the words of a text. Adding
 * positions is the cheapest layer that makes two equal copies differ.
 */
final class TokenCopies implements Copies {

  /** Rows of a table; how many more there are makes no difference to looking a few up. */
  private static final int WORDS = 500;

  private static final String BEFORE = "before";

  private final Kernel kernel;

  TokenCopies(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public NetworkBuilder start() {
    return before().block(kernel.arithmetic().label());
  }

  private NetworkBuilder before() {
    Shape input = kernel.input();
    if (input instanceof Shape.Ids ids) {
      return Network.from(fewWords(ids));
    }
    if (!(input instanceof Shape.Sequence tokens)) {
      return Network.from(input);
    }
    if (kernel.isMasked()) {
      return Network.from(Shape.ids(tokens.tokens(), WORDS))
          .block(BEFORE)
          .layer("embedding", new TokenLayer.Embedding(WORDS, tokens.width(), 0));
    }
    return Network.from(Shape.image(tokens.width(), 1, tokens.tokens()))
        .block(BEFORE)
        .layer("tokens", new Movement.ImageTokens());
  }

  /** A table of words with fewer of them, so that many copies of it are no large file. */
  private static Shape.Ids fewWords(Shape.Ids ids) {
    return ids.kinds() > 1 ? ids : Shape.ids(ids.tokens(), Math.min(WORDS, ids.vocabulary()));
  }

  @Override
  public void append(NetworkBuilder net, int copies) {
    if (kernel.isAttention()) {
      heads(net, copies);
    } else if (kernel.isBorder() || inRow()) {
      row(net, copies);
    } else {
      Copies.summed(net, copies, this::copy);
    }
  }

  @Override
  public List<Kernel> beside() {
    if (kernel.isBorder()) {
      return List.of(product());
    }
    if (kernel.isAttention()) {
      return List.of(positions(), positions());
    }
    if (inRow()) {
      return List.of();
    }
    List<Kernel> all = new ArrayList<>();
    all.add(Kernel.of(new Layer.Add(), kernel.output(), KernelPrecision.FLOAT));
    if (equal()) {
      all.add(carrier());
      if (kernel.arithmetic() == KernelPrecision.INT8 && Kernel.hasOrder(kernel.input())) {
        all.add(Kernel.transpose(kernel.input()));
      }
    }
    return all;
  }

  /** A product in the arithmetic for which a border is crossed. */
  private Kernel product() {
    int width = kernel.input().channels();
    return Kernel.of(new Layer.Linear(width, width, true), kernel.input(), kernel.arithmetic());
  }

  private Kernel positions() {
    Shape.Sequence tokens = (Shape.Sequence) kernel.input();
    return Kernel.of(
        new TokenLayer.AddPositions(tokens.tokens(), tokens.width()),
        tokens,
        KernelPrecision.FLOAT);
  }

  /** What stands before each copy that is else equal to the others. */
  private Kernel carrier() {
    return kernel.input() instanceof Shape.Sequence
        ? positions()
        : Copies.carrier(kernel.input(), kernel.arithmetic());
  }

  /** Whether copies that read one value are one to the runtime. */
  private boolean equal() {
    return kernel.layer().tensors().isEmpty();
  }

  /** Products are not: of a value that several read, it crosses the border once. */
  private boolean inRow() {
    return kernel.isSum() || (!kernel.layer().weighted() && kernel.output().equals(kernel.input()));
  }

  private void row(NetworkBuilder net, int copies) {
    String first = net.at();
    for (int i = 0; i < copies; i++) {
      if (kernel.isSum() || kernel.sumFused()) {
        net.add(first);
      }
      if (!kernel.isSum()) {
        net.layer("kernel", (kernel.isBorder() ? product() : kernel).layer());
      }
    }
  }

  /** Each copy has keys and values of its own, or changes of their order would be made once. */
  private void heads(NetworkBuilder net, int copies) {
    for (int i = 0; i < copies; i++) {
      String query = net.at();
      List<String> others = new ArrayList<>();
      others.add(net.layer("key", positions().layer()).at());
      others.add(net.from(query).layer("value", positions().layer()).at());
      if (kernel.isMasked()) {
        others.add(Network.INPUT);
      }
      net.from(query).join("kernel", kernel.layer(), others.toArray(String[]::new));
    }
  }

  private void copy(NetworkBuilder net) {
    if (equal()) {
      net.layer("carrier", carrier().layer());
      if (kernel.arithmetic() == KernelPrecision.INT8) {
        net.relu();
      }
    }
    if (kernel.isMasked()) {
      net.join("kernel", kernel.layer(), Network.INPUT);
    } else {
      net.layer("kernel", kernel.layer());
    }
  }
}
