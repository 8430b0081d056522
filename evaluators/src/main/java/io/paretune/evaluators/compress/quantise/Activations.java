package io.paretune.evaluators.compress.quantise;

/** How the activations of 8-bit blocks are quantised. */
public enum Activations {
  /** With ranges fixed beforehand by calibration; whole blocks stay in 8 bits. */
  STATIC,
  /**
   * With the range that each input of a convolution or linear layer has at the moment, found while
   * running; values between the layers are float. Needs no calibration.
   */
  DYNAMIC
}
