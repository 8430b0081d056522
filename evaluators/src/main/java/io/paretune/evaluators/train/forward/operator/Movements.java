package io.paretune.evaluators.train.forward.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.network.Movement;
import java.util.List;
import java.util.stream.IntStream;

/** How PyTorch moves values: slices where they do, index arrays otherwise. */
public final class Movements implements Movement.Visitor<NDArray> {

  private final NDArray x;

  /**
   * Moves these values.
   *
   * @param x {@code float[batch][channels][height][width]}, {@code [batch][features]} or {@code
   *     [batch][tokens][width]}
   */
  public Movements(NDArray x) {
    this.x = x;
  }

  @Override
  public NDArray crop(Movement.Crop crop) {
    long bottom = end(crop.top(), crop.height(), crop.rowStep());
    long right = end(crop.left(), crop.width(), crop.columnStep());
    return x.get(
        new NDIndex()
            .addAllDim(2)
            .addSliceDim(crop.top(), bottom, crop.rowStep())
            .addSliceDim(crop.left(), right, crop.columnStep()));
  }

  @Override
  public NDArray unflatten(Movement.Unflatten image) {
    return x.reshape(-1, image.channels(), image.height(), image.width());
  }

  @Override
  public NDArray imageTokens(Movement.ImageTokens tokens) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), -1).transpose(0, 2, 1);
  }

  @Override
  public NDArray tokenImage(Movement.TokenImage image) {
    Shape shape = x.getShape();
    return x.transpose(0, 2, 1).reshape(shape.get(0), shape.get(2), image.height(), image.width());
  }

  @Override
  public NDArray selectTokens(Movement.SelectTokens tokens) {
    NDArray selected = take(x, 1, tokens.indices());
    return selected.reshape(
        x.getShape().get(0),
        tokens.tokens().size() / tokens.joined(),
        x.getShape().get(2) * tokens.joined());
  }

  @Override
  public NDArray oneToken(Movement.OneToken token) {
    return x.get(new NDIndex().addAllDim(1).addIndices(token.index()));
  }

  @Override
  public NDArray pad(Movement.Pad pad) {
    return pad.border() == Movement.Border.ZERO
        ? x.pad(new Shape(pad.left(), pad.right(), pad.top(), pad.bottom()), 0)
        : repeatEdges(repeatEdges(x, 2, pad.top(), pad.bottom()), 3, pad.left(), pad.right());
  }

  private static long end(int first, int count, int step) {
    return first + (count - 1L) * step + 1;
  }

  private static NDArray repeatEdges(NDArray x, int axis, int before, int after) {
    int length = (int) x.getShape().get(axis);
    long[] positions =
        IntStream.range(-before, length + after)
            .mapToLong(i -> Math.min(length - 1, Math.max(0, i)))
            .toArray();
    return take(x, axis, positions);
  }

  @Override
  public NDArray selectChannels(Movement.SelectChannels select) {
    List<Integer> channels = select.channels();
    long[] positions =
        channels.stream().mapToLong(c -> c == Movement.ZERO ? select.inputs() : c).toArray();
    NDArray source = x;
    if (channels.contains(Movement.ZERO)) {
      Shape shape = x.getShape();
      NDArray zeros = x.getManager().zeros(new Shape(shape.get(0), 1, shape.get(2), shape.get(3)));
      source = NDArrays.concat(new NDList(x, zeros), 1);
    }
    boolean range =
        IntStream.range(1, positions.length).allMatch(i -> positions[i] == positions[0] + i);
    return range
        ? source.get(
            new NDIndex()
                .addAllDim(1)
                .addSliceDim(positions[0], positions[0] + positions.length)
                .addAllDim(x.getShape().dimension() - 2))
        : take(source, 1, positions);
  }

  private static NDArray take(NDArray x, int axis, long[] positions) {
    NDArray indices = x.getManager().create(positions);
    return x.get(new NDIndex(":, ".repeat(axis) + "{}", indices));
  }
}
