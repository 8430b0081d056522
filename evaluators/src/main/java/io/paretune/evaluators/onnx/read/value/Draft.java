package io.paretune.evaluators.onnx.read.value;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.onnx.read.file.Budget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The network while it is being read: nodes in order, their shapes and tensors. Mutable. */
public final class Draft {

  /** Until the blocks are known. */
  public static final String NO_BLOCK = "model";

  private static final int LONGEST_WISH = 1000;

  /** What a node without a name is spoken of by, before the name of its value. */
  private static final String UNNAMED = "-> ";

  private final Shape input;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final Set<String> names = new HashSet<>(Set.of(Network.INPUT));
  private final Map<String, Integer> repeats = new HashMap<>();
  private final List<String> order = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, Map<Movement, View>> tokens = new HashMap<>();
  private final Budget budget;
  private final Set<String> notes = new LinkedHashSet<>();
  private boolean hidesPadding;

  public Draft(Shape input, Budget budget) {
    this.input = input;
    this.budget = budget;
  }

  public Shape input() {
    return input;
  }

  /** Nodes by name, in topological order; to be changed only by rewrites. */
  public Map<String, Node> nodes() {
    return nodes;
  }

  public Map<String, Tensor> tensors() {
    return tensors;
  }

  public Tensor tensor(Role role, String node) {
    return Objects.requireNonNull(tensors.get(role.of(node)));
  }

  public void note(String sentence) {
    notes.add(sentence);
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Says that padding has no values of its own, and that nothing must look at it. */
  public void hidePadding() {
    hidesPadding = true;
  }

  public boolean hidesPadding() {
    return hidesPadding;
  }

  /** Appends a layer and gives its value. */
  public View add(Layer layer, String wish, Map<Role, Tensor> own, View... inputs) {
    List<String> sources = new ArrayList<>();
    List<Shape> shapesRead = new ArrayList<>();
    for (View view : inputs) {
      sources.add(view.node());
      shapesRead.add(view.shape());
    }
    Shape shape = layer.infer(shapesRead);
    requireSize(shape);
    own.values().forEach(tensor -> budget.spend(tensor.size()));
    String name = unique(wish);
    order.add(name);
    nodes.put(name, new Node(name, layer, sources, NO_BLOCK));
    shapes.put(name, shape);
    own.forEach((role, tensor) -> tensors.put(role.of(name), tensor));
    return View.of(name, shape);
  }

  public static void requireSize(Shape shape) {
    if (shape.elements() > Budget.LARGEST) {
      throw new IllegalArgumentException(
          "an activation must have at most %d values, got %s".formatted(Budget.LARGEST, shape));
    }
  }

  /** The names of the nodes after the first so many. */
  public List<String> since(int count) {
    return List.copyOf(order.subList(count, order.size()));
  }

  private String unique(String wish) {
    // Names in a hostile file may be megabytes long.
    String named = wish.startsWith(UNNAMED) ? wish.substring(UNNAMED.length()) : wish;
    String start = named.substring(0, Math.min(LONGEST_WISH, named.length()));
    String plain = start.replaceAll("[^A-Za-z0-9._-]+", ".").replaceAll("^\\.+|\\.+$", "");
    String stem = plain.isEmpty() ? "node" : plain.substring(0, Math.min(150, plain.length()));
    String name = stem;
    while (!names.add(name)) {
      name = stem + "-" + (repeats.merge(stem, 1, Integer::sum) + 1);
    }
    return name;
  }

  /** The view's values as an image of its three axes, in order. */
  public View image(View view, Operation operation) {
    int[] dims = view.dims();
    if (dims.length != 3) {
      throw operation.refused(
          "an image of channels, rows and columns is needed, got %s".formatted(Dims.text(dims)),
          "only two-dimensional models are supported");
    }
    Shape wanted = Shape.image(dims[0], dims[1], dims[2]);
    if (view.sources().isEmpty()) {
      return sameOrder(view, wanted, operation);
    }
    return rearranged(view, wanted, operation);
  }

  /** The view's values as a vector, whatever its axes are. */
  public View vector(View view, Operation operation) {
    Shape wanted = Shape.vector(Dims.product(view.dims()));
    if (view.sources().isEmpty()) {
      return sameOrder(view, wanted, operation);
    }
    int[] dims = view.dims();
    if (dims.length == 3) {
      return sameOrder(image(view, operation), wanted, operation);
    }
    return rearranged(view, wanted, operation);
  }

  /** Whether a view with two axes shows an image of one row, whose row it leaves out. */
  public static boolean signal(View view) {
    int[] dims = view.dims();
    return dims.length == 2
        && view.shape() instanceof Shape.Image image
        && image.height() == 1
        && (view.sources().isPresent()
            || (image.channels() == dims[0] && image.width() == dims[1]));
  }

  /** Whatever the view shows, as an image or a vector; signals and tokens keep their axes. */
  public View settled(View view, Operation operation) {
    if (view.shape() instanceof Shape.Sequence) {
      Optional<View> settled =
          view.sources().isEmpty() ? Optional.of(view) : tokens(view, operation);
      if (settled.isPresent()) {
        return settled.get().shownAs(view, view.dims());
      }
    }
    if (signal(view)) {
      int[] dims = view.dims();
      return image(view.reshaped(new int[] {dims[0], 1, dims[1]}), operation).reshaped(dims);
    }
    return view.dims().length == 3 ? image(view, operation) : vector(view, operation);
  }

  /**
   * The view's values as tokens, if they are: a sequence, its tokens in any order or neighbours
   * made one, or the places of an image with its channels behind them.
   */
  public Optional<View> tokens(View view, Operation operation) {
    int[] dims = view.dims();
    int width = dims.length < 2 ? 0 : dims[dims.length - 1];
    View plain = View.of(view.node(), view.shape());
    if (view.shape() instanceof Shape.Sequence && width > 0 && view.sources().isPresent()) {
      return Rearrangement.ofTokens(view.sources().get(), view.shape(), width)
          .map(layer -> moved(layer, plain, operation));
    }
    if (width == 0 || view.shape().channels() != width) {
      return Optional.empty();
    }
    if (view.shape() instanceof Shape.Sequence) {
      return Optional.of(plain);
    }
    boolean places =
        view.shape() instanceof Shape.Image
            && view.sources().isPresent()
            && Arrays.equals(
                view.sources().get(), new Movement.ImageTokens().sources(view.shape()));
    return places
        ? Optional.of(moved(new Movement.ImageTokens(), plain, operation))
        : Optional.empty();
  }

  /** A node's values as tokens in another order, made once. */
  private View moved(Movement layer, View plain, Operation operation) {
    return tokens
        .computeIfAbsent(plain.node(), node -> new HashMap<>())
        .computeIfAbsent(layer, l -> add(l, operation.name() + ".tokens", Map.of(), plain));
  }

  /** What a node reads first. */
  public View source(Node node) {
    String name = node.inputs().get(0);
    return View.of(name, shapes.getOrDefault(name, input));
  }

  private View sameOrder(View view, Shape wanted, Operation operation) {
    if (view.shape().equals(wanted)) {
      return View.of(view.node(), wanted);
    }
    View plain = View.of(view.node(), view.shape());
    View vector =
        plain.shape() instanceof Shape.Vector
            ? plain
            : add(new Layer.Flatten(), operation.name() + ".flatten", Map.of(), plain);
    return wanted instanceof Shape.Image image
        ? add(
            new Movement.Unflatten(image.channels(), image.height(), image.width()),
            operation.name() + ".image",
            Map.of(),
            vector)
        : vector;
  }

  private View rearranged(View view, Shape wanted, Operation operation) {
    Optional<List<Movement>> layers =
        Rearrangement.layers(view.sources().orElseThrow(), view.shape(), wanted);
    if (layers.isEmpty()) {
      throw operation.refused(
          "its input is rearranged as no layer can: from %s to %s".formatted(view.shape(), wanted),
          "keep channels, rows and columns apart between layers");
    }
    View value = View.of(view.node(), view.shape());
    for (Movement layer : layers.get()) {
      value = add(layer, operation.name() + ".move", Map.of(), value);
    }
    return value;
  }
}
