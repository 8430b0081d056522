package io.paretune.evaluators.trial;

import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.TrainingSpace;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.runtime.torch.TorchEngine;
import io.paretune.search.space.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * What is trained on a trial's way, and how long.
 *
 * @param training how networks are trained: settings that are fixed or searched
 * @param fineTuningEpochs epochs after pruning, shared among its steps; a network that is not
 *     pruned gets them as training. As many more if it is trained with the rounding of its file
 * @param calibrationImages training images that calibration and the criteria of pruning look at, at
 *     least 1
 * @param distillation how students learn from a teacher, if they do
 * @param devices where networks are trained, teachers too; gradients are taken on the first one
 * @param sharing how trials inherit weights, if they do
 */
public record Schedule(
    TrainingSpace training,
    int fineTuningEpochs,
    int calibrationImages,
    Optional<Distillation> distillation,
    TrainingDevices devices,
    Optional<Sharing> sharing) {

  /** Checks the numbers. */
  public Schedule {
    if (calibrationImages < 1) {
      throw new IllegalArgumentException(
          "calibrationImages must be at least 1, got " + calibrationImages);
    }
    if (fineTuningEpochs < 0) {
      throw new IllegalArgumentException(
          "fineTuningEpochs must be at least 0, got " + fineTuningEpochs);
    }
    if (sharing.isPresent()) {
      requireFixed(training.parameters());
      distillation.ifPresent(taught -> requireFixed(taught.parameters()));
    }
  }

  private static void requireFixed(List<Parameter> searched) {
    if (!searched.isEmpty()) {
      throw new IllegalArgumentException(
          "with 'sharing', one network is trained for all trials, so training cannot be searched: give '%s' one value"
              .formatted(searched.get(0).name()));
    }
  }

  /** Without sharing. */
  public Schedule(
      TrainingSpace training,
      int fineTuningEpochs,
      int calibrationImages,
      Optional<Distillation> distillation,
      Device device) {
    this(
        training,
        fineTuningEpochs,
        calibrationImages,
        distillation,
        TrainingDevices.of(device),
        Optional.empty());
  }

  /**
   * The usual training, two epochs of fine-tuning, 128 images to calibrate on, no teacher, on the
   * processor.
   */
  public static Schedule defaults() {
    return new Schedule(
        TrainingSpace.fixed(TrainingSettings.defaults()),
        2,
        128,
        Optional.empty(),
        new Device.Cpu());
  }

  /** This schedule, with another training. */
  public Schedule withTraining(TrainingSettings newTraining) {
    return withTraining(TrainingSpace.fixed(newTraining));
  }

  /** This schedule, with a training that is searched. */
  public Schedule withTraining(TrainingSpace newTraining) {
    return new Schedule(
        newTraining, fineTuningEpochs, calibrationImages, distillation, devices, sharing);
  }

  /** This schedule, with other epochs after pruning. */
  public Schedule withFineTuningEpochs(int epochs) {
    return new Schedule(training, epochs, calibrationImages, distillation, devices, sharing);
  }

  /** This schedule, with other images to calibrate on. */
  public Schedule withCalibrationImages(int images) {
    return new Schedule(training, fineTuningEpochs, images, distillation, devices, sharing);
  }

  /** This schedule, with a teacher. */
  public Schedule withDistillation(Distillation newDistillation) {
    return new Schedule(
        training,
        fineTuningEpochs,
        calibrationImages,
        Optional.of(newDistillation),
        devices,
        sharing);
  }

  /** This schedule, on another device. */
  public Schedule withDevice(Device newDevice) {
    return withDevices(TrainingDevices.of(newDevice));
  }

  /** This schedule, on other devices. */
  public Schedule withDevices(TrainingDevices newDevices) {
    return new Schedule(
        training, fineTuningEpochs, calibrationImages, distillation, newDevices, sharing);
  }

  /**
   * The devices, as the engine names them. Starts it for GPUs.
   *
   * @throws HardwareException if this machine has not got one
   */
  public List<ai.djl.Device> places() {
    return devices.places().stream().map(TorchEngine::device).toList();
  }

  /** The first of the devices. */
  public Device device() {
    return devices.places().get(0);
  }

  /** This schedule, with trials that inherit weights. */
  public Schedule withSharing(Sharing newSharing) {
    return new Schedule(
        training,
        fineTuningEpochs,
        calibrationImages,
        distillation,
        devices,
        Optional.of(newSharing));
  }

  /**
   * Checks that this machine has the devices, and that they go with the rest.
   *
   * @throws IllegalArgumentException if not, in one line
   */
  public void requireDevice() {
    devices.require();
    if (sharing.isPresent() && devices.places().size() > 1) {
      throw new IllegalArgumentException(
          "'devices' shares out the steps of one network's training, the training of a shared"
              + " network takes its parts side by side on one device; leave out 'devices', or"
              + " 'sharing'");
    }
  }

  /** The epochs of a network that is not pruned. */
  public int epochs() {
    return training.usual().epochs() + fineTuningEpochs;
  }
}
