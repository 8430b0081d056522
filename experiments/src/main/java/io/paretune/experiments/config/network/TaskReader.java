package io.paretune.experiments.config.network;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.GivenModel;
import io.paretune.evaluators.latency.LatencyTable;
import io.paretune.evaluators.latency.LatencyTableFile;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.task.targets.TargetKind;
import io.paretune.evaluators.train.TrainingSpace;
import io.paretune.evaluators.trial.Architecture;
import io.paretune.evaluators.trial.Measuring;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.yaml.YamlSection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of an experiment file that says what is trained, compressed and measured. */
final class TaskReader {

  /** The key of an ONNX file that is compressed, in place of a family. */
  static final String MODEL = "model";

  /** The key of a file that predicts latencies. */
  static final String LATENCY_TABLE = "latency-table";

  /** Options are checked before any data is read, so that the file's place can be told. */
  private static final FamilyContext ANY_DATA = FamilyContext.of(Shape.image(3, 32, 32), 10);

  private final Families families;
  private final Sources sources;
  private final Path base;

  TaskReader(Families families, Sources sources, Path base) {
    this.families = families;
    this.sources = sources;
    this.base = base;
  }

  /**
   * Reads it.
   *
   * @param learned what is learned of the data
   * @param wantedMetrics metrics that must be found out
   */
  TrialSpec read(YamlSection root, Task learned, Set<String> wantedMetrics) {
    Architecture architecture = architecture(root);
    Schedule schedule = schedule(root, learned);
    TrialSpec trials =
        new TrialSpec(
            new DataReader(base, learned).read(root, "data"),
            architecture,
            compression(root, schedule.fineTuningEpochs()),
            schedule,
            measuring(root, wantedMetrics, architecture.family().name()));
    return root.has(MODEL) && schedule.sharing().isPresent() ? elastic(root, trials) : trials;
  }

  /** What is taken from a model that shares weights is which of the networks within it is meant. */
  private static TrialSpec elastic(YamlSection root, TrialSpec trials) {
    return OneOrMany.placed(root, SharingReader.KEY, () -> trials.withElasticModel());
  }

  private Architecture architecture(YamlSection root) {
    if (root.has(MODEL)) {
      return Architecture.of(model(root));
    }
    Map<String, List<Object>> options = new LinkedHashMap<>();
    return new Architecture(family(root, options), options);
  }

  private Schedule schedule(YamlSection root, Task learned) {
    Schedule usual = Schedule.defaults();
    YamlSection training = root.section("training", TrainingReader.KEYS).orElse(null);
    if (training != null) {
      refuseSmoothing(training, learned);
    }
    TrainingSpace space =
        training == null
            ? usual.training()
            : TrainingReader.read(training, usual.training().usual());
    Schedule alone =
        new Schedule(
            space,
            training == null
                ? usual.fineTuningEpochs()
                : (int) training.whole("fine-tuning-epochs", 0, 100_000, usual.fineTuningEpochs()),
            CompressionReader.section(root)
                .map(
                    section ->
                        (int)
                            section.whole(
                                "calibration-images", 1, 100_000, usual.calibrationImages()))
                .orElse(usual.calibrationImages()),
            root.section("distillation", DistillationReader.KEYS)
                .map(section -> new DistillationReader(section, base).read(space.usual())),
            new Device.Cpu());
    return sharing(
        root, training == null ? alone : alone.withDevices(TrainingReader.devices(training)));
  }

  private static Schedule sharing(YamlSection root, Schedule alone) {
    Optional<Sharing> sharing = SharingReader.read(root);
    if (sharing.isEmpty()) {
      return alone;
    }
    if (!root.has(MODEL) && alone.distillation().isPresent()) {
      throw root.refuse(
          SharingReader.KEY,
          "with 'sharing', the largest network teaches all others while the shared one is trained:"
              + " leave out 'distillation'");
    }
    return OneOrMany.placed(root, SharingReader.KEY, () -> alone.withSharing(sharing.get()));
  }

  private static void refuseSmoothing(YamlSection training, Task learned) {
    boolean none =
        !training.has("label-smoothing")
            || (!training.isList("label-smoothing")
                && !training.isSection("label-smoothing")
                && training.value("label-smoothing") instanceof Number share
                && share.doubleValue() == 0);
    if (learned.targets() == TargetKind.NUMBERS && !none) {
      throw training.refuse(
          "label-smoothing",
          "'label-smoothing' spreads probability over the classes, of which task: "
              + learned.name()
              + " has none; leave it out");
    }
  }

  /** What is compressed, for which there must be epochs. */
  private static CompressionSpace compression(YamlSection root, int fineTuningEpochs) {
    Optional<YamlSection> given = CompressionReader.section(root);
    if (given.isEmpty()) {
      return CompressionSpace.none();
    }
    YamlSection section = given.get();
    CompressionSpace compressed = CompressionReader.read(section);
    for (Technique technique : compressed.techniques()) {
      String key = CompressionReader.epochsKey(technique);
      if (section.has(key)) {
        OneOrMany.placed(
            section,
            key,
            () -> {
              technique.requireEpochs(fineTuningEpochs);
              return technique;
            });
      }
    }
    return compressed;
  }

  private Measuring measuring(YamlSection root, Set<String> wanted, String family) {
    Measuring measuring = Measuring.of(hardware(root), wanted).withArtifacts(artifacts(root));
    if (!root.has(LATENCY_TABLE)) {
      return measuring;
    }
    if (!measuring.latency()) {
      throw root.refuse(
          LATENCY_TABLE,
          "'latency-table' predicts the latency, which must be an objective, constrained or"
              + " reported");
    }
    return measuring.withLatencyTable(table(root, family));
  }

  private LatencyTable table(YamlSection root, String searched) {
    return root.parsed(
        LATENCY_TABLE,
        name -> {
          LatencyTable table = LatencyTableFile.read(base.resolve(name).normalize());
          String family = table.fact(LatencyTable.FAMILY).orElse(searched);
          if (!family.equals(searched)) {
            throw new IllegalArgumentException(
                "the table "
                    + name
                    + " is of the family '"
                    + family
                    + "', the experiment searches '"
                    + searched
                    + "'");
          }
          return table;
        });
  }

  /** A file in place of a family, imported when the evaluation is opened. */
  private Family model(YamlSection root) {
    if (root.has("family")) {
      throw root.refuse(MODEL, "give either 'model' or 'family', not both");
    }
    Path file =
        root.parsed(
            MODEL,
            name -> {
              Path named = base.resolve(name).normalize();
              if (!Files.isRegularFile(named)) {
                throw new IllegalArgumentException("there is no model file " + named);
              }
              return named;
            });
    return GivenModel.of(
        example -> OneOrMany.placed(root, MODEL, () -> sources.model(file, () -> example)),
        () -> sources.modelHash(file));
  }

  private Family family(YamlSection root, Map<String, List<Object>> options) {
    YamlSection familySection =
        root.section("family")
            .orElseThrow(
                () ->
                    root.refuse(
                        "family",
                        "key 'family' is missing, for instance family: {name: "
                            + families.names().get(0)
                            + "}, or 'model' with an ONNX file of yours"));
    Family family = families.named(familySection.name("name", families.names()));
    List<String> familyKeys = new ArrayList<>(List.of("name"));
    familyKeys.addAll(family.options());
    familySection.only(familyKeys);
    for (String option : family.options()) {
      if (familySection.has(option)) {
        List<Object> values =
            familySection.isList(option)
                ? familySection.list(option)
                : List.of(familySection.value(option));
        OneOrMany.placed(
            familySection,
            option,
            () -> family.parameters(ANY_DATA.with(option, values.toArray())));
        options.put(option, values);
      }
    }
    return family;
  }

  private static List<Deployment> artifacts(YamlSection root) {
    if (!root.has("artifacts")) {
      return List.of(Deployment.ONNX);
    }
    List<String> labels = root.names("artifacts", Deployment.labels());
    if (!labels.contains(Deployment.ONNX.label())) {
      throw root.refuse(
          "artifacts", "'artifacts' must list onnx, which is what is measured, got " + labels);
    }
    return labels.stream().map(Deployment::labelled).toList();
  }

  private HardwareProfile hardware(YamlSection root) {
    String usual = HardwareProfiles.names().get(0);
    if (!root.has("hardware")) {
      return HardwareProfiles.named(usual);
    }
    return root.parsed(
        "hardware",
        name -> {
          if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
            return HardwareProfiles.named(name);
          }
          Path file = base.resolve(name).normalize();
          if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no profile file " + file);
          }
          return HardwareProfiles.read(file);
        });
  }
}
