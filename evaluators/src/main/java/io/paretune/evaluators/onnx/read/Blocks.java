package io.paretune.evaluators.onnx.read;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.onnx.read.value.Draft;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The units that a search treats as one. If every convolution and linear layer carries the name of
 * its module (as PyTorch writes them), a block is the module up to its first number: {@code
 * layer1.0} of {@code layer1.0.conv1}, {@code features.3} of {@code features.3.conv.0}; a module
 * without a number is a block of its own. Otherwise a block is a stretch between two values through
 * which everything must pass, if it has branches; and a single convolution or linear layer, with
 * what follows it, if it has none.
 */
final class Blocks {

  private static final Pattern NUMBERED =
      Pattern.compile("^(.*?[^.0-9][^.]*(?:\\.\\d+)+)(?:\\..*)?$");

  /** As Keras names its layers: {@code conv2_block1_1_conv}, {@code block1a_expand_conv}. */
  private static final Pattern KERAS = Pattern.compile("^(?:.*\\.)?(\\w*?block_?\\d+[a-z]?)_.*$");

  private static final Pattern PARAMETER =
      Pattern.compile("^([A-Za-z_]\\w*(?:\\.\\w+)*)\\.weight$");

  /** Where PyTorch's newer exporter says which modules a node is in. */
  private static final String SCOPES = "pkg.torch.onnx.name_scopes";

  private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

  /** Names in a hostile file may be megabytes long. */
  private static final int LONGEST = 1000;

  private final Map<String, NodeProto> origins;

  private Blocks(Map<String, NodeProto> origins) {
    this.origins = origins;
  }

  /**
   * The nodes with their blocks.
   *
   * @param origins the file's node behind each node
   */
  static List<Node> assign(Collection<Node> nodes, Map<String, NodeProto> origins) {
    Blocks blocks = new Blocks(origins);
    List<Node> list = List.copyOf(nodes);
    Map<String, String> structure = byStructure(list);
    // Names that put no two layers together say less than branches do.
    Map<String, String> labels =
        blocks
            .byModule(list)
            .filter(
                named ->
                    count(list, named) < list.stream().filter(Blocks::weighted).count()
                        || count(list, structure) == count(list, named))
            .orElse(structure);
    Map<String, String> halves = halved(list, labels);
    return list.stream().map(node -> relabelled(node, halves)).toList();
  }

  /**
   * A block of a transformer is two residual blocks, of which either can have its own bits, or go:
   * attention up to its sum, and the perceptron behind it.
   */
  private static Map<String, String> halved(List<Node> nodes, Map<String, String> labels) {
    Map<String, String> halves = new HashMap<>(labels);
    Set<String> attending =
        nodes.stream()
            .filter(node -> node.layer().accept(ATTENDS))
            .map(node -> labels.get(node.name()))
            .collect(Collectors.toSet());
    Map<String, Integer> sums = new HashMap<>();
    for (Node node : nodes) {
      String label = Objects.requireNonNull(labels.get(node.name()));
      if (attending.contains(label)) {
        String half = sums.getOrDefault(label, 0) == 0 ? ".attention" : ".mlp";
        halves.put(node.name(), label.endsWith(half) ? label : label + half);
        sums.merge(label, node.layer().equals(new Layer.Add()) ? 1 : 0, Integer::sum);
      }
    }
    return halves;
  }

  private static final LayerVisitor<Boolean> ATTENDS =
      new LayerVisitor.Otherwise<>() {
        @Override
        public Boolean otherwise(Layer layer) {
          return false;
        }

        @Override
        public Boolean attention(TokenLayer.Attention layer) {
          return true;
        }
      };

  private static Node relabelled(Node node, Map<String, String> labels) {
    return new Node(
        node.name(), node.layer(), node.inputs(), Objects.requireNonNull(labels.get(node.name())));
  }

  private static boolean weighted(Node node) {
    return node.layer().weighted() || node.layer().looksUp();
  }

  private static long count(List<Node> nodes, Map<String, String> labels) {
    return nodes.stream()
        .filter(Blocks::weighted)
        .map(node -> labels.get(node.name()))
        .distinct()
        .count();
  }

  private Optional<Map<String, String>> byModule(List<Node> nodes) {
    Map<String, String> labels = new HashMap<>();
    for (Node node : nodes) {
      if (weighted(node)) {
        Optional<String> module = module(node);
        if (module.isEmpty()) {
          return Optional.empty();
        }
        labels.put(node.name(), block(module.get()));
      }
    }
    if (labels.isEmpty()) {
      return Optional.empty();
    }
    Set<String> known = new HashSet<>(labels.values());
    String current = "";
    List<Node> waiting = new ArrayList<>();
    Map<String, Integer> position = new HashMap<>();
    for (Node node : nodes) {
      position.put(node.name(), position.size());
      if (!weighted(node)) {
        Optional<String> own = scope(node).map(Blocks::block).filter(known::contains);
        String latest =
            node.inputs().stream()
                .max((a, b) -> position.getOrDefault(a, -1) - position.getOrDefault(b, -1))
                .map(name -> labels.getOrDefault(name, ""))
                .orElse("");
        labels.put(node.name(), own.orElse(latest));
        if (own.isEmpty() && latest.isEmpty()) {
          waiting.add(node);
        }
      } else if (current.isEmpty()) {
        current = labels.getOrDefault(node.name(), "");
      }
    }
    for (Node node : waiting) {
      labels.put(node.name(), current);
    }
    labels.replaceAll((name, label) -> label.isEmpty() ? Draft.NO_BLOCK : label);
    return Optional.of(labels);
  }

  private static String block(String module) {
    Matcher numbered = NUMBERED.matcher(module);
    Matcher keras = KERAS.matcher(module);
    String label =
        numbered.matches() ? numbered.group(1) : keras.matches() ? keras.group(1) : module;
    String plain = label.replaceAll("[^A-Za-z0-9._-]+", "_");
    return plain.substring(0, Math.min(150, plain.length()));
  }

  /** The module that a layer belongs to. */
  private Optional<String> module(Node node) {
    Optional<String> scope = scope(node);
    if (scope.isPresent()) {
      return scope;
    }
    return Optional.ofNullable(origins.get(node.name()))
        .filter(origin -> origin.getInputCount() > 1 && origin.getInput(1).length() < LONGEST)
        .map(origin -> PARAMETER.matcher(origin.getInput(1)))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1));
  }

  /** {@code layer1.0.conv1} of {@code /layer1/layer1.0/conv1/Conv}: a name repeats its parent's. */
  private Optional<String> scope(Node node) {
    NodeProto origin = origins.get(node.name());
    if (origin == null || origin.getName().length() >= LONGEST) {
      return Optional.empty();
    }
    for (StringStringEntryProto entry : origin.getMetadataPropsList()) {
      if (entry.getKey().equals(SCOPES) && entry.getValue().length() < LONGEST) {
        return scope(entry.getValue());
      }
    }
    if (origin.getName().indexOf('/') < 0) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (String part : Pattern.compile("/").splitAsStream(origin.getName()).toList()) {
      if (part.isEmpty()) {
        continue;
      }
      if (!parts.isEmpty() && part.startsWith(parts.get(parts.size() - 1) + ".")) {
        parts.remove(parts.size() - 1);
      }
      parts.add(part);
    }
    String module =
        parts.stream().limit(Math.max(0, parts.size() - 1)).collect(Collectors.joining("."));
    return module.isEmpty() ? Optional.empty() : Optional.of(module);
  }

  /** {@code layer1.0.conv1} of {@code ['', 'layer1', 'layer1.0', 'layer1.0.conv1', 'conv2d']}. */
  private static Optional<String> scope(String scopes) {
    List<String> names = QUOTED.matcher(scopes).results().map(found -> found.group(1)).toList();
    return Optional.of(names)
        .filter(list -> list.size() > 1)
        .map(list -> list.get(list.size() - 2))
        .filter(module -> !module.isEmpty());
  }

  /** What the names of layers begin with, if it is a name that no other block has. */
  private static String together(List<String> names, Collection<String> taken) {
    String common = names.get(0);
    for (String name : names) {
      while (!common.isEmpty() && !(name + ".").startsWith(common + ".")) {
        common = common.substring(0, Math.max(0, common.lastIndexOf('.')));
      }
    }
    return common.isEmpty() || taken.contains(common) ? names.get(0) : common;
  }

  private static Map<String, String> byStructure(List<Node> nodes) {
    Map<String, Integer> position = new HashMap<>();
    int[] lastReader = new int[nodes.size()];
    int inputReader = -1;
    for (int i = 0; i < nodes.size(); i++) {
      position.put(nodes.get(i).name(), i);
      lastReader[i] = i;
      for (String input : nodes.get(i).inputs()) {
        if (input.equals(Network.INPUT)) {
          // later ones only ask the ids of texts which of them are padding
          inputReader = nodes.get(i).inputs().indexOf(input) == 0 ? i : inputReader;
        } else {
          lastReader[Objects.requireNonNull(position.get(input))] = i;
        }
      }
    }
    Map<String, String> labels = new HashMap<>();
    String current = "";
    int from = 0;
    int reach = inputReader;
    for (int i = 0; i < nodes.size(); i++) {
      if (reach <= i) {
        List<Node> stretch = nodes.subList(from, i + 1);
        List<String> weighted = stretch.stream().filter(Blocks::weighted).map(Node::name).toList();
        if (!weighted.isEmpty()) {
          String before = current;
          current = together(weighted, labels.values());
          if (before.isEmpty()) {
            String label = current;
            nodes.subList(0, from).forEach(node -> labels.put(node.name(), label));
          }
        }
        String label = current.isEmpty() ? Draft.NO_BLOCK : current;
        stretch.forEach(node -> labels.put(node.name(), label));
        from = i + 1;
      }
      reach = Math.max(reach, lastReader[i]);
    }
    return labels;
  }
}
