package io.paretune.results.store;

import io.paretune.search.trial.InMemoryTrialStore;
import io.paretune.search.trial.TrialStore;

class InMemoryTrialStoreTest implements TrialStoreContract {

  @Override
  public TrialStore open() {
    return new InMemoryTrialStore();
  }
}
