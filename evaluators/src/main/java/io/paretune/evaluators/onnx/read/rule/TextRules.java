package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.read.pattern.Counted;
import io.paretune.evaluators.onnx.read.pattern.Filed;
import io.paretune.evaluators.onnx.read.pattern.Presence;
import io.paretune.evaluators.onnx.read.pattern.Shares;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Map;
import java.util.Optional;

/** What files do with ids of tokens: look up their vectors, and find out which are padding. */
public final class TextRules {

  private static final String FIX = "look ids up in a table, and take id 0 for padding";

  /** Share of words whose vectors are hidden where the network is trained on, as in a family's. */
  private static final double HIDDEN = 0.1;

  private final Draft draft;
  private final MovementRules movements;
  private final MeanRules means;

  public TextRules(Draft draft, MovementRules movements) {
    this.draft = draft;
    this.movements = movements;
    this.means = new MeanRules(draft, movements);
  }

  /** The output, or empty if the operator is not of this kind. */
  public Optional<Value> apply(Operation op) {
    Optional<Filed> filed = of(op, Filed.class);
    if (filed.isPresent()) {
      return Optional.of(filed(op, filed.get()));
    }
    if (op.type().equals("Shape") || op.present().stream().anyMatch(Shares.class::isInstance)) {
      return Optional.empty();
    }
    if (op.present().stream().anyMatch(Counted.class::isInstance)) {
      return Optional.of(means.apply(op));
    }
    if (op.present().stream().anyMatch(Presence.class::isInstance)) {
      return Optional.of(masking(op));
    }
    return op.present().stream().anyMatch(TextRules::isIds) ? ids(op) : Optional.empty();
  }

  /** What is done with ids that are numbered otherwise than the network's. */
  private Value filed(Operation op, Filed filed) {
    Optional<Value> made =
        switch (op.type()) {
          case "Cast", "Identity" -> Optional.of(filed);
          case "Equal" ->
              of(op, Constant.class)
                  .filter(c -> c.size() == 1 && c.at(0) == filed.padding())
                  .map(c -> presence(op, filed.ids(), 0, 1));
          case "Gather" ->
              op.constant(0).dims().length == 1
                  ? filed.inOrder(op.constant(0)).map(Value.class::cast)
                  : Optional.of(vectors(op, filed.ids(), Optional.of(filed)));
          default ->
              movements
                  .apply(op.withFirst(filed.ids()))
                  .map(values -> values.get(0))
                  .map(
                      value -> value instanceof View ids ? new Filed(ids, filed.padding()) : value);
        };
    return made.orElseThrow(
        () ->
            op.refused(
                "only id %d is padding, and ids are no quantities".formatted(filed.padding()),
                FIX));
  }

  private static boolean isIds(Value value) {
    return value instanceof View view && view.shape() instanceof Shape.Ids;
  }

  private View ids() {
    return View.of(Network.INPUT, draft.input());
  }

  /** What is made of ids; what only moves them is empty. */
  private Optional<Value> ids(Operation op) {
    return switch (op.type()) {
      case "Gather" -> Optional.of(vectors(op, op.view(1), Optional.empty()));
      case "Cast", "Identity" -> Optional.of(op.input(0));
      case "Sign" -> Optional.of(presence(op, op.view(0), 1, 0));
      case "Greater" -> Optional.of(compared(op, 1, 0));
      case "Equal" -> Optional.of(compared(op, 0, 1));
      case "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> Optional.empty();
      case "Mul", "Add", "Div", "Mod" -> Optional.of(mixed(op));
      default -> throw op.refused("ids of tokens are no quantities", FIX);
    };
  }

  /** What copies make of ids and kinds of tokens, {@code word + words * kind}, and take apart. */
  private Value mixed(Operation op) {
    Shape.Ids all = (Shape.Ids) draft.input();
    View first = op.view(0);
    boolean words = first.shape().equals(all);
    Optional<Double> number = of(op, Constant.class).filter(c -> c.size() == 1).map(c -> c.at(0));
    double expected = words || op.type().equals("Mul") ? all.vocabulary() : all.kinds();
    boolean known = number.isEmpty() || number.get() == expected;
    return switch (op.type()) {
      case "Add" -> refusedUnless(op, words && isIds(op.input(1)), first);
      case "Mul" -> refusedUnless(op, !words && known, first);
      case "Mod" -> refusedUnless(op, known, first);
      default ->
          number.filter(divisor -> divisor == 1).isPresent()
              ? first
              : refusedUnless(
                  op, words && known, View.of(Network.INPUT, Shape.ids(all.tokens(), all.kinds())));
    };
  }

  private static Value refusedUnless(Operation op, boolean known, Value value) {
    if (!known) {
      throw op.refused("ids of tokens are no quantities", FIX);
    }
    return value;
  }

  private Value compared(Operation op, double present, double padding) {
    Constant other = op.constant(1);
    if (other.size() != 1 || other.at(0) != Shape.Ids.PADDING) {
      throw op.refused("only id %d is padding".formatted(Shape.Ids.PADDING), FIX);
    }
    return presence(op, op.view(0), present, padding);
  }

  private static Value presence(Operation op, View ids, double present, double padding) {
    return Presence.of(op.batch(), ids.shape().elements(), present, padding);
  }

  /**
   * @param filed how the file numbers the ids that it looks up, if not as the network does
   */
  private View vectors(Operation op, View read, Optional<Filed> filed) {
    Constant table = op.constant(0);
    int[] dims = table.dims();
    if (dims.length != 2 || op.integer("axis", 0) != 0 || read.sources().isPresent()) {
      throw op.refused("a table must have a row for each id, got " + Dims.text(dims), FIX);
    }
    int every = every(read);
    Tensor rows = Tensor.of(table.toFloats(), dims);
    return draft.add(
        new TokenLayer.Embedding(dims[0], dims[1], every > 1 ? 0 : HIDDEN, every),
        op.name(),
        Map.of(Role.TABLE, filed.map(ids -> Filed.reordered(rows, ids.padding())).orElse(rows)),
        ids());
  }

  /**
   * What is stored for places that are counted by a mask. Those of padding are left out: see {@link
   * #requireHidden}.
   */
  private Optional<Value> places(Operation op, Presence numbers) {
    boolean looksUp = op.input(0) instanceof Constant && op.input(1) instanceof Presence;
    if (!looksUp) {
      return Presence.with(op, movements::constant).map(Value.class::cast);
    }
    draft.hidePadding();
    return movements
        .constant(op.mapped(value -> value == numbers ? numbers.present() : value))
        .map(Value.class::cast);
  }

  /**
   * Requires that nothing looks at padding: what stands at its places is not what the file has.
   *
   * @throws OnnxImportException if something does
   */
  public static void requireHidden(Network network) {
    for (Node node : network.nodes()) {
      boolean all =
          (node.layer() instanceof TokenLayer.Attention && node.inputs().size() < 4)
              || (node.layer() instanceof TokenLayer.TokenMean && node.inputs().size() < 2);
      if (all) {
        throw new OnnxImportException(
            "node '%s' looks at padding, whose places are counted otherwise than those of tokens; export the model with its mask (attention_mask)"
                .formatted(node.name()));
      }
    }
  }

  /** What ids are looked up by, where they tell kinds of tokens, too. */
  private int every(View read) {
    Shape.Ids ids = (Shape.Ids) draft.input();
    return ids.kinds() == 1 ? 0 : read.shape().equals(ids) ? 1 : ids.vocabulary();
  }

  /** Arithmetic on masks, and what they are for. */
  private Value masking(Operation op) {
    Optional<View> view = of(op, View.class);
    if (view.isPresent()) {
      return marked(op, view.get());
    }
    Presence first = of(op, Presence.class).orElseThrow();
    Optional<Value> found =
        switch (op.type()) {
          case "ReduceSum" -> MeanRules.number(op, first);
          case "ArgMax" -> MeanRules.last(op, first);
          case "CumSum" -> numbered(op, first);
          case "Gather", "GatherElements" -> places(op, first);
          default -> Presence.with(op, movements::constant).map(Value.class::cast);
        };
    return found.orElseThrow(
        () -> op.refused("a mask of padding is used as no layer does", "mask scores and means"));
  }

  private static Optional<Value> numbered(Operation op, Presence mask) {
    int axis = Dims.axis(op.constant(1).integerAt(0), mask.dims().length);
    boolean plain =
        op.integer("exclusive", 0) == 0
            && op.integer("reverse", 0) == 0
            && mask.axis().orElse(-1) == axis;
    return plain ? mask.numbered().map(Value.class::cast) : Optional.empty();
  }

  /** Tokens, with zeros where there is none; ids are 0 there already. */
  private Value marked(Operation op, View view) {
    Presence mask = of(op, Presence.class).orElseThrow();
    int[] full = view.full(op.batch());
    if (!op.type().equals("Mul") || !mask.marks()) {
      throw op.refused("a mask must hide what is padding", "mask scores and means");
    }
    if (isIds(view)) {
      return view;
    }
    int[] dims = mask.dims();
    boolean fits =
        dims.length == 3
            && full.length == 3
            && dims[1] == full[1]
            && mask.axis().orElse(-1) == 1
            && MeanRules.firstToken(view).isPresent();
    if (!fits) {
      throw op.refused("a mask must have a value for each token", "mask scores and means");
    }
    return new Counted(Counted.Stage.MARKED, Optional.of(view), full);
  }

  private static <T extends Value> Optional<T> of(Operation op, Class<T> kind) {
    return op.present().stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }
}
