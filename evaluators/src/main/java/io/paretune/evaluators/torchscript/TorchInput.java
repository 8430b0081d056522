package io.paretune.evaluators.torchscript;

import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Shape;
import io.paretune.hardware.profile.InputSize;
import java.util.List;

/** The size of one example, which a TorchScript file does not tell. */
public final class TorchInput {
  private TorchInput() {}

  /** Of a network. */
  public static InputSize of(Shape shape) {
    return shape instanceof Shape.Image image
        ? new InputSize(
            List.of((long) image.channels(), (long) image.height(), (long) image.width()))
        : new InputSize(List.of((long) shape.elements()));
  }

  /** Of data. */
  public static InputSize of(InputShape shape) {
    return of(shape.input());
  }
}
