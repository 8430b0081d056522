package io.paretune.evaluators.compress.quantise;

import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Upsampling;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides where the values of a network are quantised under a plan, for the export and for training
 * alike. A value is quantised at most once, whoever reads it; what an 8-bit node makes exists in 8
 * bits only, except class scores and what the rectifier behind it takes over within one kernel.
 */
public final class QuantisationPoints {

  private final Network network;
  private final QuantisationPlan plan;

  private QuantisationPoints(Network network, QuantisationPlan plan) {
    this.network = network;
    this.plan = plan;
  }

  /** The points of a network with batch normalisation folded. */
  public static QuantisationPoints of(Network network, QuantisationPlan plan) {
    return new QuantisationPoints(network, plan);
  }

  /** How a node's value exists. */
  enum Made {
    /** Float, for nodes that compute in float. */
    FLOAT,
    /** Float, made by an 8-bit node: the class scores, and what linear layers make of tokens. */
    SCORES,
    /** Within the kernel of the rectifier that reads it. */
    FUSED,
    /** In 8 bits on the grid of the node's first input, of which it moves or selects values. */
    KEPT,
    /** In 8 bits on a grid of its own. */
    OWN
  }

  Made made(Node node) {
    if (!int8(node)) {
      return Made.FLOAT;
    }
    if (moves(node)) {
      return Made.KEPT;
    }
    if (classScores(node) || (node.layer().weighted() && tokens(node))) {
      return Made.SCORES;
    }
    if (fusedWithRectifier(node)) {
      return Made.FUSED;
    }
    return keepsValues(node.layer()) ? Made.KEPT : Made.OWN;
  }

  /** Whether a node of 8 bits moves bytes as they are, without any arithmetic. */
  boolean moves(Node node) {
    return node.layer() instanceof Movement && !node.name().equals(network.output().name());
  }

  /**
   * Whether the node's values have 8 bits, on a grid that is known beforehand: its block is chosen
   * and its operator has such a kernel.
   */
  public boolean int8(Node node) {
    return plan.activations() == Activations.STATIC
        && plan.bits(node.block()) == 8
        && (network.inputShapes(node).get(0) instanceof Shape.Sequence
            ? node.layer().weighted()
            : node.layer().accept(HAS_KERNEL));
  }

  /**
   * Whether the node makes tokens. Of those who read tokens only the products are in 8 bits: the
   * sums around blocks have outliers that a grid for all features loses (Dettmers et al. 2022,
   * arXiv:2208.07339), and normalisation, Gelu and attention have no such kernels.
   */
  private boolean tokens(Node node) {
    return network.shapeOf(node.name()) instanceof Shape.Sequence;
  }

  /** Which layers have kernels of 8 bits, of images and vectors. */
  private static final LayerVisitor<Boolean> HAS_KERNEL =
      new LayerVisitor.Otherwise<>() {
        @Override
        public Boolean otherwise(Layer layer) {
          return true;
        }

        @Override
        public Boolean batchNorm(Layer.BatchNorm layer) {
          return false;
        }

        @Override
        public Boolean affine(Elementwise.Affine layer) {
          return false;
        }

        @Override
        public Boolean localResponseNorm(Layer.LocalResponseNorm layer) {
          return false;
        }

        @Override
        public Boolean softmax(Layer.Softmax layer) {
          return false;
        }

        @Override
        public Boolean convTranspose2d(Upsampling.ConvTranspose2d layer) {
          return false;
        }

        @Override
        public Boolean resize(Upsampling.Resize layer) {
          return false;
        }

        @Override
        public Boolean embedding(TokenLayer.Embedding layer) {
          return false;
        }

        @Override
        public Boolean layerNorm(TokenLayer.LayerNorm layer) {
          return false;
        }

        @Override
        public Boolean tokenMean(TokenLayer.TokenMean layer) {
          return false;
        }
      };

  /** Whether the node quantises its input while running, on a grid found from the input. */
  public boolean onTheFly(Node node) {
    return plan.activations() == Activations.DYNAMIC
        && plan.bits(node.block()) == 8
        && node.layer().weighted();
  }

  /** Bits of the node's weight in the file, if it has one: 32, 16, 8 or 4. */
  public int weightBits(Node node) {
    return node.layer().weighted() ? plan.bits(node.block()) : 32;
  }

  /** Bits of the rows of the node's table in the file: 32, 16 or 8; where its block has 4, 8. */
  public int rowBits(Node node) {
    return node.layer().looksUp() ? Math.max(8, plan.bits(node.block())) : 32;
  }

  /** Whether a value exists in 8 bits, so that who wants it in floats has to restore it. */
  public boolean exists8(String value) {
    Made made = network.contains(value) ? made(network.node(value)) : Made.FLOAT;
    return made == Made.KEPT || made == Made.OWN;
  }

  /** Whether the node reads a value in 8 bits, on a grid that is known beforehand. */
  public boolean readsQuantised(Node reader, String value) {
    boolean fused = network.contains(value) && made(network.node(value)) == Made.FUSED;
    return int8(reader) ? !fused : exists8(value);
  }

  /**
   * The value whose grid a quantised value is on: itself, or what it was moved or selected from.
   */
  public String gridOf(String value) {
    String grid = value;
    while (network.contains(grid) && made(network.node(grid)) == Made.KEPT) {
      grid = network.node(grid).inputs().get(0);
    }
    return grid;
  }

  /** The values that have grids of their own and are read on them, in the network's order. */
  public Set<String> grids() {
    Set<String> grids = new LinkedHashSet<>();
    for (Node node : network.nodes()) {
      for (String value : node.inputs()) {
        if (readsQuantised(node, value)) {
          grids.add(gridOf(value));
        }
      }
    }
    return grids;
  }

  /** The part of a calibrated range that the value can reach, known from how it is made. */
  public Range reachable(String value, Range calibrated) {
    if (!network.contains(value)) {
      return calibrated;
    }
    Layer layer = network.node(value).layer();
    if (layer instanceof Layer.Activation activation && activation.kind().nonNegative()) {
      return calibrated.within(0, activation.kind() == ActivationKind.RELU6 ? 6 : Float.MAX_VALUE);
    }
    return calibrated;
  }

  /** Whether the node makes the network's output or the scores that a closing softmax reads. */
  private boolean classScores(Node node) {
    Node output = network.output();
    return node.name().equals(output.name())
        || (network.endsInSoftmax()
            && output.inputs().contains(node.name())
            && network.consumers(node.name()).size() == 1);
  }

  /**
   * Whether only a rectifier of the same precision reads the node, so that it needs no scale of its
   * own.
   */
  private boolean fusedWithRectifier(Node node) {
    List<Node> readers = network.consumers(node.name());
    return readers.size() == 1
        && readers.get(0).layer().rectifies()
        && int8(readers.get(0))
        && !readers.get(0).name().equals(network.output().name());
  }

  /**
   * Whether the layer only moves or selects values, so that its output needs the input's scale to
   * be dropped.
   */
  private static boolean keepsValues(Layer layer) {
    return layer.passes()
        || (layer instanceof Layer.Pool pool && pool.kind() == Layer.PoolKind.MAX);
  }
}
