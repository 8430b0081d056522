package io.paretune.experiments.compress.graph;

import io.paretune.hardware.profile.Fingerprint;
import java.util.List;
import java.util.Set;

/**
 * How a processor multiplies bytes. On x86 without VNNI, ONNX Runtime adds two products of an
 * unsigned and a signed byte in 16 bits, which can be cut off: a file with weights of 8 bits
 * answers otherwise there.
 */
final class ByteArithmetic {

  private static final Set<String> X86 = Set.of("sse4_1", "avx", "avx2", "avx512f");
  private static final Set<String> WIDE = Set.of("avx_vnni", "avx512_vnni");

  private ByteArithmetic() {}

  /** Whether sums can be cut off on this machine. */
  static boolean cutsOff() {
    return cutsOff(Fingerprint.ofThisMachine().processor().instructionSets());
  }

  static boolean cutsOff(List<String> instructionSets) {
    return instructionSets.stream().anyMatch(X86::contains)
        && instructionSets.stream().noneMatch(WIDE::contains);
  }

  /** What whoever serves a file in bytes should know. */
  static String note(boolean cutsOff) {
    return cutsOff
        ? "this processor has no VNNI: sums of products in bytes can be cut off, so that files are"
            + " tried with weights of 7 bits, too"
        : "files in bytes were judged on a processor that adds products in 32 bits; on x86 without"
            + " VNNI sums can be cut off: judge the file there before serving it there";
  }
}
