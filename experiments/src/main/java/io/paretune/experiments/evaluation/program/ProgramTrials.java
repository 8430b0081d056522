package io.paretune.experiments.evaluation.program;

import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.program.Program;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.search.space.SearchSpace;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** An opened search by a program. */
final class ProgramTrials implements Evaluation {

  /** For the worker to end a late program, and to say so. */
  private static final Duration TO_SAY_SO = Duration.ofSeconds(20);

  private final SearchSpace space;
  private final Program program;

  ProgramTrials(SearchSpace space, Program program) {
    this.space = space;
    this.program = program;
  }

  @Override
  public SearchSpace space() {
    return space;
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("command", program.inWords());
    facts.put("directory", program.directory().toString());
    facts.put("exclusive", Boolean.toString(program.exclusive()));
    Map<String, String> machine = Fingerprint.ofThisMachine().toMap();
    machine.forEach(
        (key, value) -> {
          // the runtime is the program's, which says more of itself under 'extras'
          if (!key.startsWith("runtime")) {
            facts.put("machine." + key, value);
          }
        });
    return facts;
  }

  @Override
  public Duration leeway() {
    return program.grace().plus(TO_SAY_SO);
  }
}
