package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.read.ImportedModel;
import io.paretune.evaluators.onnx.signature.FileSignature;
import io.paretune.hardware.Digest;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A family of one: a network that came with its weights, whose compression alone is searched. Every
 * trial starts from the weights, and the network as it came is the teacher.
 */
public final class GivenModel implements Family {

  /** The name of the family. */
  public static final String NAME = "model";

  private final Function<Shape, WeightedNetwork> model;
  private final Function<Shape, Optional<FileSignature>> signature;
  private final Supplier<String> hash;

  /** The family of this network. */
  public GivenModel(WeightedNetwork model) {
    this(
        example -> model,
        example -> Optional.empty(),
        () -> Digest.sha256(model.network().contentHash() + model.weights().contentHash()));
  }

  private GivenModel(
      Function<Shape, WeightedNetwork> model,
      Function<Shape, Optional<FileSignature>> signature,
      Supplier<String> hash) {
    this.model = model;
    this.signature = signature;
    this.hash = hash;
  }

  /**
   * The family of a file's network, which is read when it is first needed. Its files are called as
   * the file that was read.
   *
   * @param file gives what was read, the same every time it is asked; it is told the shape of one
   *     example, for files that leave it open
   * @param hash tells the model from another: the SHA-256 of its file, in hexadecimal
   */
  public static GivenModel of(Function<Shape, ImportedModel> file, Supplier<String> hash) {
    return new GivenModel(
        example -> file.apply(example).weighted(),
        example -> Optional.of(file.apply(example).signature().file()),
        hash);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> options() {
    return List.of();
  }

  /**
   * Nothing: the architecture is given.
   *
   * @throws IllegalArgumentException if the data have another shape than the model; whether its
   *     outputs are those of the data is what their head says
   */
  @Override
  public List<Parameter> parameters(FamilyContext context) {
    fitting(context);
    return List.of();
  }

  private Network fitting(FamilyContext context) {
    Network network = model.apply(context.input()).network();
    Shape wanted = network.input();
    if (!wanted.fits(context.input()) && !sameVector(wanted, context.input())) {
      throw new IllegalArgumentException(
          "the data must have the model's input shape %s, got %s; %s"
              .formatted(wanted, context.input(), remedy(wanted, context.input())));
    }
    return network;
  }

  /** The keys of the data that bring them into the wanted shape, as far as keys can. */
  private static String remedy(Shape wanted, Shape given) {
    if (given instanceof Shape.Ids ids) {
      return wanted instanceof Shape.Ids read
          ? remedy(read, ids)
          : "the data are texts, which it does not read";
    }
    if (wanted instanceof Shape.Ids) {
      return "it reads texts: tokens: {tokenizer: FILE} in the data";
    }
    if (wanted.elements() == given.elements() && !(wanted instanceof Shape.Vector)) {
      return "as many values in another shape: shape: " + wanted;
    }
    if (!(wanted instanceof Shape.Image image)
        || !(given instanceof Shape.Image data)
        || data.elements() == data.channels()) {
      return "give the columns that it was trained on (one that holds words counts once for each"
          + " word)";
    }
    List<String> keys = new ArrayList<>();
    if (image.height() != data.height() || image.width() != data.width()) {
      keys.add("resize: {height: %d, width: %d}".formatted(image.height(), image.width()));
    }
    if (image.channels() != data.channels()) {
      keys.add(
          image.channels() == 1
              ? "channels: grey"
              : image.channels() == 3 ? "channels: rgb" : "images of so many channels");
    }
    return "in the data: " + String.join(", ", keys);
  }

  private static String remedy(Shape.Ids wanted, Shape.Ids given) {
    return wanted.tokens() == given.tokens()
        ? "the tokenizer has more words than the model's embedding rows: give the one that it was"
            + " made for"
        : "in the data: tokens: {length: %d}".formatted(wanted.tokens());
  }

  private static boolean sameVector(Shape wanted, Shape given) {
    return wanted instanceof Shape.Vector
        && !(given instanceof Shape.Ids)
        && wanted.elements() == given.elements();
  }

  @Override
  public Network build(Assignment assignment, FamilyContext context) {
    return fitting(context);
  }

  @Override
  public Network largest(FamilyContext context) {
    return fitting(context);
  }

  @Override
  public List<BlockChoice> blocks(FamilyContext context) {
    return model.apply(context.input()).network().nodes().stream()
        .filter(node -> node.layer().weighted() || node.layer().looksUp())
        .map(node -> node.block())
        .distinct()
        .map(block -> new BlockChoice(block, Condition.always()))
        .toList();
  }

  @Override
  public Optional<Weights> weights(FamilyContext context) {
    return Optional.of(model.apply(context.input()).weights());
  }

  @Override
  public Optional<String> weightsHash(FamilyContext context) {
    return Optional.of(hash.get());
  }

  @Override
  public Optional<FileSignature> signature(FamilyContext context) {
    return signature.apply(context.input());
  }
}
