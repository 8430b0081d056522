package io.paretune.evaluators.train.distillation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/**
 * Means over the cells of a coarser grid, differentiable: cell {@code i} of {@code n'} covers rows
 * {@code floor(i n / n')} to {@code ceil((i + 1) n / n')} (exclusive) of {@code n}, as PyTorch's
 * adaptive average pooling has it, which DJL lacks. Two products of matrices, {@code O(h w w' + h
 * h' w')} an image.
 */
final class GridMeans {

  private final Optional<NDArray> rows;
  private final Optional<NDArray> columns;

  /**
   * @param manager owns the matrices
   */
  GridMeans(int height, int width, int coarseHeight, int coarseWidth, NDManager manager) {
    this.rows = matrix(height, coarseHeight, manager);
    this.columns = matrix(width, coarseWidth, manager);
  }

  /** {@code float[length][cells]}, each column a mean; nothing if every cell is one place. */
  private static Optional<NDArray> matrix(int length, int cells, NDManager manager) {
    if (length == cells) {
      return Optional.empty();
    }
    float[] weights = new float[length * cells];
    for (int cell = 0; cell < cells; cell++) {
      int from = (int) ((long) cell * length / cells);
      int to = (int) (((long) (cell + 1) * length + cells - 1) / cells);
      for (int i = from; i < to; i++) {
        weights[i * cells + cell] = 1f / (to - from);
      }
    }
    return Optional.of(manager.create(weights, new Shape(length, cells)));
  }

  /**
   * The means.
   *
   * @param values {@code float[...][height][width]}
   * @return {@code float[...][coarse height][coarse width]}, in the values' manager; the values
   *     themselves if the grid is theirs
   */
  NDArray of(NDArray values) {
    int last = values.getShape().dimension() - 1;
    NDArray means = columns.isPresent() ? values.matMul(columns.get()) : values;
    return rows.isPresent()
        ? means.swapAxes(last - 1, last).matMul(rows.get()).swapAxes(last - 1, last)
        : means;
  }
}
