package io.paretune.search.space;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names in order, and each one's place: shared by all assignments of a space, which then hold no
 * more than their values.
 */
final class Names {

  private final List<String> inOrder;
  private final Map<String, Integer> places;

  Names(Collection<String> inOrder) {
    this.inOrder = List.copyOf(inOrder);
    this.places = new HashMap<>(2 * inOrder.size());
    for (int i = 0; i < this.inOrder.size(); i++) {
      places.put(this.inOrder.get(i), i);
    }
  }

  int size() {
    return inOrder.size();
  }

  /** Whether these are some names, in their order. */
  boolean are(Collection<String> some) {
    if (some.size() != size()) {
      return false;
    }
    int place = 0;
    for (String name : some) {
      if (!name.equals(inOrder.get(place++))) {
        return false;
      }
    }
    return true;
  }

  String at(int place) {
    return inOrder.get(place);
  }

  /** The place of a name; -1 if there is none such. */
  int place(String name) {
    Integer place = places.get(name);
    return place == null ? -1 : place;
  }
}
