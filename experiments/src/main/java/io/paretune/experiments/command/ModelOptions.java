package io.paretune.experiments.command;

import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.onnx.read.ImportedModel;
import io.paretune.evaluators.task.BinaryClassification;
import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.task.Tasks;
import io.paretune.evaluators.trial.Architecture;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.compress.ModelSubject;
import io.paretune.experiments.compress.OriginalModel;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.run.Experiment;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.yaml.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model that somebody brings, the data that it knows, and where its files are timed. */
final class ModelOptions {

  @Parameters(paramLabel = "MODEL.onnx", description = "a trained model")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR|FILE.yaml",
      description =
          "examples that the model knows: a directory whose format is recognised, or a file that"
              + " names format, files and preprocessing")
  private String data = "";

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description =
          "what the model answers: classification (default), binary (one output for two classes),"
              + " multi-label, regression")
  private String task = Tasks.standard().usual().name();

  @Option(
      names = "--positive",
      paramLabel = "CLASS",
      description = "the class that the output of --task binary stands for; default the second one")
  private String positive = "";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "where files are timed; default cpu-1-thread")
  private String profile = "cpu-1-thread";

  /** What is given, checked. */
  ModelSubject subject() {
    return new ModelSubject(model(), data(), task(), profile());
  }

  /** The model, of which nothing else is asked. */
  Path modelAlone() {
    if (!data.isEmpty()) {
      throw new IllegalArgumentException("give either --data or --inputs, not both");
    }
    return model();
  }

  private Path model() {
    if (!Files.isRegularFile(model)) {
      throw new IllegalArgumentException("there is no model file " + model);
    }
    return model;
  }

  /** The name of an embedded data set, or an absolute path that exists. */
  private String data() {
    if (data.isEmpty()) {
      throw new IllegalArgumentException(
          "--data is missing: a directory or file of examples that the model knows");
    }
    if (DataSets.embedded().contains(data)) {
      return data;
    }
    Path path = Path.of(data).toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("--data must exist, got " + path);
    }
    return path.toString();
  }

  private Task task() {
    Tasks tasks = Plugins.installed().tasks();
    if (!tasks.names().contains(task)) {
      throw new IllegalArgumentException(
          "--task must be one of %s, got '%s'%s"
              .formatted(
                  String.join(", ", tasks.names()), task, Nearest.hint(task, tasks.names())));
    }
    Task named = tasks.named(task);
    if (positive.isEmpty()) {
      return named;
    }
    if (!(named instanceof BinaryClassification)) {
      throw new IllegalArgumentException(
          "--positive names the class that the output of --task binary stands for, got --task "
              + task);
    }
    return new BinaryClassification(Optional.of(positive));
  }

  /** The threads of the profile. */
  int threads() {
    HardwareProfile found =
        profile.endsWith(".yaml") || profile.endsWith(".yml")
            ? HardwareProfiles.read(Path.of(profile))
            : HardwareProfiles.named(profile);
    if (found.isElsewhere()
        || !(found.device() instanceof Device.Cpu)
        || !found.deployments().equals(List.of(Deployment.ONNX))) {
      throw new IllegalArgumentException(
          "files are timed on this machine's processor by ONNX Runtime, profile '%s' asks for something else; use one like cpu-1-thread"
              .formatted(found.name()));
    }
    return found.threadCount();
  }

  /** The name of a profile, or the absolute path of its file. */
  private String profile() {
    return profile.endsWith(".yaml") || profile.endsWith(".yml")
        ? Path.of(profile).toAbsolutePath().normalize().toString()
        : profile;
  }

  /**
   * Reads the model and opens the data, as an experiment names them; its sources have both opened
   * afterwards.
   */
  OriginalModel original(Experiment experiment) {
    Sources sources = experiment.sources();
    EvaluationConfig search = experiment.spec().evaluation();
    TrialSpec trials = search.networks().orElseThrow();
    ImportedModel read =
        sources.model(model, () -> Architecture.input(sources.data(trials.data())));
    read.notes().forEach(note -> System.err.println("note: " + note));
    HardwareProfile where = trials.measuring().profile();
    if (!where.deployments().equals(List.of(Deployment.ONNX))) {
      throw new IllegalArgumentException(
          "an ONNX model is compressed into ONNX files, profile '"
              + where.name()
              + "' has runtime '"
              + where.target().runtime()
              + "'; use one with runtime: onnxruntime");
    }
    search.open(sources).close();
    return new OriginalModel(trials, sources.data(trials.data()), read.weighted());
  }

  /** Says what the model is and how good it is, which it gives; refuses a strange one. */
  double looked(OriginalModel original) {
    double score = original.score(); // a refusal is one line: what the data are is said afterwards
    original.data().description().forEach(System.err::println);
    unnamedOutputs(original).ifPresent(note -> System.err.println("note: " + note));
    System.err.printf(
        Locale.ROOT,
        "%s: %d parameters, %d multiply-adds, %s %s on the validation examples (guessing %s)%n",
        model.getFileName(),
        original.model().network().parameters(),
        original.model().network().multiplyAdds(),
        original.metric().name(),
        original.metric().text(score),
        original.guessing());
    return score;
  }

  /** What a model with more outputs than the data have classes is taken for. */
  private static Optional<String> unnamedOutputs(OriginalModel original) {
    int outputs = original.model().network().outputs();
    List<String> names = original.data().train().targets().names();
    return outputs <= original.data().head().outputs()
        ? Optional.empty()
        : Optional.of(
            "the model has %d outputs and the data %d classes, taken for its first, from '%s' to '%s' (classes: [..] in the data names them all in order)"
                .formatted(outputs, names.size(), names.get(0), names.get(names.size() - 1)));
  }
}
