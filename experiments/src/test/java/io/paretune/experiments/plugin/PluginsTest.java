package io.paretune.experiments.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.spi.PrunerProvider;
import io.paretune.search.spi.SamplerProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
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
    assertThat(plugins.families().names()).contains("resnet", "pyramid");
    assertThat(plugins.report().formats()).contains("html", "adoc");
    assertThat(plugins.facts()).containsOnlyKeys("plug-in example.jar");
    assertThat(plugins.facts().get("plug-in example.jar"))
        .matches(
            "version 1\\.2\\.3, SHA-256 [0-9a-f]{64}: sampler hill-climbing, pruner deadline,"
                + " family pyramid, data source points, report format asciidoc");
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
    Path family = ExamplePlugin.shipped().with("\"pyramid\"", "\"resnet\"").jar(directory, "f.jar");
    assertThatThrownBy(() -> with(family)).hasMessageContaining("family 'resnet' of plug-in f.jar");
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
