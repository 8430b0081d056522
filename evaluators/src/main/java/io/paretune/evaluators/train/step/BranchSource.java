package io.paretune.evaluators.train.step;

import java.util.List;

/**
 * The branches of each step: always the same one in usual training, the largest, the smallest and
 * random parts of a shared network by the sandwich rule (Yu and Huang 2019, arXiv:1903.05134). A
 * pure function of epoch and step, so that a training can go on where it was left.
 */
@FunctionalInterface
public interface BranchSource {

  /**
   * The branches, at least one, in the order in which they are passed.
   *
   * @param epoch from 1
   * @param step of the epoch, from 0
   */
  List<Branch> branches(int epoch, int step);

  /** The same ones in each step. */
  static BranchSource always(Branch... branches) {
    List<Branch> same = List.of(branches);
    return (epoch, step) -> same;
  }
}
