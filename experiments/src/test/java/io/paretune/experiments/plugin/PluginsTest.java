package io.paretune.experiments.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.artifact.ArtifactSize;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.results.report.RunFiles;
import io.paretune.search.space.Assignment;
import io.paretune.search.spi.PrunerProvider;
import io.paretune.search.spi.SamplerProvider;
import io.paretune.search.spi.Settings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {

  private static Plugins with(Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    return Plugins.load(new URLClassLoader(urls, PluginsTest.class.getClassLoader()));
  }

  @Test
  void withoutJarsThereIsWhatShips() {
    Plugins installed = Plugins.installed();
    assertThat(installed.samplers().names())
        .containsExactly(
            "auto",
            "surrogate",
            "nsga2",
            "nsga3",
            "aging-evolution",
            "reinforce",
            "sobol",
            "grid",
            "tpe",
            "cma-es",
            "gp",
            "random");
    assertThat(installed.pruners().names()).isEmpty();
    assertThat(installed.facts()).isEmpty();
  }

  @Test
  void aJarAddsWhatItProvides(@TempDir Path directory) throws IOException {
    Plugins plugins = with(ExamplePlugin.shipped().jar(directory, "example.jar"));
    assertThat(plugins.samplers().names()).contains("auto", "hill-climbing");
    assertThat(plugins.pruners().names()).containsExactly("deadline");
    assertThat(plugins.techniques().names()).containsExactly("weight-rounding");
    assertThat(plugins.families().names()).contains("resnet", "pyramid");
    assertThat(plugins.report(RunFiles.NONE).formats()).contains("html", "adoc");
    assertThat(plugins.facts()).containsOnlyKeys("plug-in example.jar");
    assertThat(plugins.facts().get("plug-in example.jar"))
        .matches(
            "version 1\\.2\\.3, SHA-256 [0-9a-f]{64}: sampler hill-climbing, pruner deadline,"
                + " technique weight-rounding, family pyramid, data source points,"
                + " report format asciidoc, evaluation cantilever, runtime slow-bus");
  }

  @Test
  void itsTechniqueRoundsWeights(@TempDir Path directory) throws IOException {
    Technique technique =
        with(ExamplePlugin.shipped().jar(directory, "example.jar"))
            .techniques()
            .named("weight-rounding")
            .read(settings("23", "4"));
    Network network =
        Network.from(Shape.image(1, 8, 8))
            .block("body")
            .conv(16, 3)
            .batchNorm()
            .relu()
            .flatten()
            .linear(4)
            .build();
    WeightedNetwork whole = new WeightedNetwork(network, Initialisation.kaiming(network, 1));
    assertThat(technique.decode(point(23), List.of()).acts()).isFalse();
    WeightedNetwork rounded = technique.decode(point(4), List.of()).sized(whole);
    int dropped = 0;
    for (TensorSpec spec : rounded.network().tensors()) {
      if (spec.role() == TensorSpec.Role.WEIGHT) {
        for (float value : rounded.weights().get(spec.name()).toArray()) {
          dropped |= Float.floatToIntBits(value) & ((1 << (23 - 4)) - 1);
        }
      }
    }
    assertThat(dropped).isZero();
    ArtifactSize before = size(whole);
    ArtifactSize after = size(rounded);
    assertThat(after.raw()).isEqualTo(before.raw());
    assertThat(after.compressed()).isLessThan(before.compressed() / 2);
  }

  private static Assignment point(long bits) {
    return Assignment.of(Map.of("mantissa-bits", bits));
  }

  private static ArtifactSize size(WeightedNetwork model) {
    return ArtifactSize.of(
        PlannedExport.encode(
            model.network(), model.weights(), QuantisationPlan.none(), new float[0][], 1));
  }

  /** Of a list, whatever the key. */
  private static Settings settings(String... texts) {
    return (Settings)
        Proxy.newProxyInstance(
            Settings.class.getClassLoader(),
            new Class<?>[] {Settings.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("texts");
              return List.of(texts);
            });
  }

  @Test
  void aNameThatIsTakenIsRefused(@TempDir Path directory) throws IOException {
    Path twin =
        ExamplePlugin.shipped().with("\"hill-climbing\"", "\"nsga2\"").jar(directory, "twin.jar");
    assertThatThrownBy(() -> with(twin))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sampler 'nsga2' of plug-in twin.jar has a name that is taken by Paretune itself; leave"
                + " one of them out");
    Path pruner =
        ExamplePlugin.shipped().with("\"deadline\"", "\"median\"").jar(directory, "p.jar");
    assertThatThrownBy(() -> with(pruner)).hasMessageContaining("pruner 'median' of plug-in p.jar");
    Path technique =
        ExamplePlugin.shipped().with("\"weight-rounding\"", "\"bits\"").jar(directory, "t.jar");
    assertThatThrownBy(() -> with(technique))
        .hasMessageContaining("technique 'bits' of plug-in t.jar");
    Path family = ExamplePlugin.shipped().with("\"pyramid\"", "\"resnet\"").jar(directory, "f.jar");
    assertThatThrownBy(() -> with(family)).hasMessageContaining("family 'resnet' of plug-in f.jar");
    Path runtime =
        ExamplePlugin.shipped().with("\"slow-bus\"", "\"pytorch\"").jar(directory, "r.jar");
    assertThatThrownBy(() -> with(runtime))
        .hasMessageContaining("runtime 'pytorch' of plug-in r.jar");
  }

  @Test
  void anotherVersionOfTheInterfacesIsRefused(@TempDir Path directory) throws IOException {
    Path newer =
        ExamplePlugin.shipped().with("return Provider.API;", "return 2;").jar(directory, "n.jar");
    assertThatThrownBy(() -> with(newer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a sampler of plug-in n.jar is made for version 2 of Paretune's provider interfaces,"
                + " this one has version 1; use a plug-in that fits");
  }

  @Test
  void aClassThatIsNotThereIsRefused(@TempDir Path directory) throws IOException {
    for (Class<?> service : List.of(SamplerProvider.class, PrunerProvider.class)) {
      Path broken =
          ExamplePlugin.shipped()
              .withoutClass(service.getName())
              .jar(directory, service.getSimpleName() + ".jar");
      assertThatThrownBy(() -> with(broken))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot be loaded")
          .hasMessageContaining("example.Missing");
    }
  }
}
