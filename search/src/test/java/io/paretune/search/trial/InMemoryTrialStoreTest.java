package io.paretune.search.trial;

final class InMemoryTrialStoreTest implements TrialStoreContract {

  private final TrialStore store = new InMemoryTrialStore();

  @Override
  public TrialStore store() {
    return store;
  }

  @Override
  public TrialStore reopened() {
    return store;
  }
}
