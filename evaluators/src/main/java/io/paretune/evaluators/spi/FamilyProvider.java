package io.paretune.evaluators.spi;

import io.paretune.evaluators.family.Family;
import io.paretune.search.spi.Provider;

/** A family of networks that experiment files can name; its options are the file's keys. */
public interface FamilyProvider extends Provider {

  /** The family, whose name is this provider's. */
  Family family();

  @Override
  default String name() {
    return family().name();
  }
}
