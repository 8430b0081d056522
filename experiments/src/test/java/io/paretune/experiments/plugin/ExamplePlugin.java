package io.paretune.experiments.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the example of docs/plug-ins.md, or something like it, and packs it. */
final class ExamplePlugin {

  static final Path DIRECTORY =
      Path.of(System.getProperty("paretune.root", ".."), "experiments", "examples", "plug-in");

  /** Class files by name, by the sources that they came from. */
  private static final Map<Map<String, String>, Map<String, byte[]>> COMPILED =
      new ConcurrentHashMap<>();

  private final Map<String, String> sources = new HashMap<>();
  private final Map<String, String> services = new HashMap<>();

  private ExamplePlugin() {}

  /** The shipped example. */
  static ExamplePlugin shipped() throws IOException {
    ExamplePlugin plugin = new ExamplePlugin();
    Path services = DIRECTORY.resolve("META-INF").resolve("services");
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".java")) {
          plugin.sources.put("example/" + name, Files.readString(file));
        } else if (services.equals(file.getParent())) {
          plugin.services.put(name, Files.readString(file));
        }
      }
    }
    return plugin;
  }

  /** The same with a text replaced in its sources, which must occur. */
  ExamplePlugin with(String text, String replacement) {
    assertThat(sources.values()).anyMatch(source -> source.contains(text));
    sources.replaceAll((name, source) -> source.replace(text, replacement));
    return this;
  }

  /** The same, naming a class that is not there. */
  ExamplePlugin withoutClass(String service) {
    services.replaceAll((name, type) -> name.equals(service) ? "example.Missing\n" : type);
    return this;
  }

  /** Writes the jar; what was compiled for another is taken from there. */
  Path jar(Path directory, String name) throws IOException {
    Map<String, byte[]> classes = COMPILED.get(sources);
    if (classes == null) {
      classes = compiled(Files.createTempDirectory(directory, "compiled"));
      COMPILED.put(Map.copyOf(sources), classes);
    }
    return packed(directory.resolve(name), classes);
  }

  private Map<String, byte[]> compiled(Path directory) throws IOException {
    Path sourceDirectory = directory.resolve("sources");
    Path classes = Files.createDirectories(directory.resolve("classes"));
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = sourceDirectory.resolve(source.getKey());
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, source.getValue()));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
      boolean compiled =
          compiler
              .getTask(
                  said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> made = Files.walk(classes)) {
      for (Path file : made.filter(Files::isRegularFile).toList()) {
        contents.put(classes.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private Path packed(Path jar, Map<String, byte[]> classes) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2.3");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Map.Entry<String, byte[]> file : classes.entrySet()) {
        entry(out, file.getKey(), file.getValue());
      }
      for (Map.Entry<String, String> service : services.entrySet()) {
        entry(
            out,
            "META-INF/services/" + service.getKey(),
            service.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private static void entry(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
