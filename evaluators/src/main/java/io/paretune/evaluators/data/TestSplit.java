package io.paretune.evaluators.data;

import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.task.Head;

/**
 * What the finalists of a search are judged on, once. Only {@link DataSets#openForFinalReport}
 * makes one: nothing that a search is given leads here.
 */
public final class TestSplit implements Split {
  private final Examples examples;
  private final Preprocessing preprocessing;
  private final Head head;

  TestSplit(Examples examples, Preprocessing preprocessing, Head head) {
    SplitChecks.check("test", examples, preprocessing);
    this.examples = examples;
    this.preprocessing = preprocessing;
    this.head = head;
  }

  @Override
  public Examples examples() {
    return examples;
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public Head head() {
    return head;
  }
}
