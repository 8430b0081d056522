package io.paretune.evaluators.compress.prune.channel;

import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Upsampling;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which channels of a network stand or fall together. Every channel that a dense convolution or a
 * linear layer makes is its own; everything else passes channels on, and a sum or a product makes
 * the channels of its inputs one. Found with a union-find over single channels, so that sums over
 * concatenations come out right. Channels of the input, of the output, around grouped (but not
 * depthwise) convolutions and under a normalisation over neighbouring channels are fixed. The
 * channels of a head of attention are one. Features that layer normalisation looks at together are
 * told: a narrower layer is normalised over those that are left.
 *
 * <p>A class of tied channels is a number from 0 to {@link #size()} (exclusive). Nearly linear in
 * the number of channels. Read-only once made.
 */
public final class ChannelDependencies {

  private final Network network;
  private final Map<String, int[]> channels = new HashMap<>();
  private final Map<String, int[]> produced = new LinkedHashMap<>();
  private int[] parent = new int[256];
  private boolean[] fixed = new boolean[256];
  private boolean[] normalised = new boolean[256];
  private int size;

  private ChannelDependencies(Network network) {
    this.network = network;
  }

  /** The ties of a network. */
  public static ChannelDependencies of(Network network) {
    ChannelDependencies ties = new ChannelDependencies(network);
    int[] input = ties.fresh(network.input().channels());
    ties.fix(input);
    ties.channels.put(Network.INPUT, input);
    for (Node node : network.nodes()) {
      ties.channels.put(node.name(), node.layer().accept(ties.new Outputs(node)));
    }
    ties.fix(ties.channelsOf(network.output().name()));
    return ties;
  }

  /** The network. */
  public Network network() {
    return network;
  }

  /** Classes are below this number; not every number is one. */
  public int size() {
    return size;
  }

  /**
   * Adds to the scores of classes what a node says of its channels, divided by the mean over its
   * classes, so that every node has an equal vote. Nothing is added if all votes are 0.
   *
   * @param node whose channels (features of a vector) are judged
   * @param votes one a channel, at least 0
   * @param scores one a class, at least {@link #size()} of them
   */
  public void vote(String node, double[] votes, double[] scores) {
    int[] classes = classesOf(node);
    if (votes.length != classes.length) {
      throw new IllegalArgumentException(
          "there must be a vote for each channel, got %d for %d (node '%s')"
              .formatted(votes.length, classes.length, node));
    }
    double mean = Arrays.stream(votes).sum() / Arrays.stream(classes).distinct().count();
    for (int c = 0; c < classes.length && mean > 0; c++) {
      scores[classes[c]] += votes[c] / mean;
    }
  }

  /**
   * The nodes whose channels are their own, with the class of each output channel, in topological
   * order.
   */
  public Map<String, int[]> producers() {
    Map<String, int[]> classes = new LinkedHashMap<>();
    produced.forEach(
        (name, ids) -> classes.put(name, Arrays.stream(ids).map(this::find).toArray()));
    return classes;
  }

  /** The class of each channel (each feature of a vector) of a node's value. */
  public int[] classesOf(String node) {
    return Arrays.stream(channelsOf(node)).map(this::find).toArray();
  }

  /** Whether the channels of this class must stay. */
  public boolean isFixed(int channelClass) {
    return fixed[find(channelClass)];
  }

  /** Whether layer normalisation looks at the channels of this class, with all others. */
  public boolean isNormalised(int channelClass) {
    return normalised[find(channelClass)];
  }

  private int[] channelsOf(String node) {
    int[] found = channels.get(node);
    if (found == null) {
      throw new IllegalArgumentException(
          "no node '%s'; the network has %s".formatted(node, channels.keySet()));
    }
    return found;
  }

  /** The classes of the channels that one node makes. */
  private final class Outputs implements LayerVisitor<int[]> {
    private final Node node;
    private final int[] first;

    Outputs(Node node) {
      this.node = node;
      this.first = channelsOf(node.inputs().get(0));
    }

    private int[] produce(int count) {
      int[] own = fresh(count);
      produced.put(node.name(), own);
      return own;
    }

    @Override
    public int[] conv2d(Layer.Conv2d conv) {
      if (conv.depthwise()) {
        return first;
      }
      int[] own = produce(conv.outputs());
      if (conv.groups() > 1) {
        fix(first);
        fix(own);
      }
      return own;
    }

    @Override
    public int[] linear(Layer.Linear linear) {
      return produce(linear.outputs());
    }

    @Override
    public int[] batchNorm(Layer.BatchNorm norm) {
      return first;
    }

    @Override
    public int[] activation(Layer.Activation activation) {
      return first;
    }

    @Override
    public int[] pool(Layer.Pool pool) {
      return first;
    }

    @Override
    public int[] globalAveragePool(Layer.GlobalAveragePool pool) {
      return first;
    }

    @Override
    public int[] add(Layer.Add add) {
      node.inputs().forEach(other -> unite(first, channelsOf(other)));
      return first;
    }

    @Override
    public int[] concat(Layer.Concat concat) {
      return node.inputs().stream()
          .flatMapToInt(input -> Arrays.stream(channelsOf(input)))
          .toArray();
    }

    @Override
    public int[] flatten(Layer.Flatten flatten) {
      int perChannel = network.shapeOf(node.name()).elements() / first.length;
      int[] features = new int[first.length * perChannel];
      Arrays.setAll(features, i -> first[i / perChannel]);
      return features;
    }

    @Override
    public int[] softmax(Layer.Softmax softmax) {
      // Every probability depends on all scores.
      fix(first);
      return first;
    }

    @Override
    public int[] localResponseNorm(Layer.LocalResponseNorm norm) {
      // A normalised channel depends on its neighbours.
      fix(first);
      return first;
    }

    @Override
    public int[] identity(Layer.Identity identity) {
      return first;
    }

    @Override
    public int[] dropout(Layer.Dropout dropout) {
      return first;
    }

    @Override
    public int[] leakyRelu(Elementwise.LeakyRelu leaky) {
      return first;
    }

    @Override
    public int[] clip(Elementwise.Clip clip) {
      return first;
    }

    @Override
    public int[] affine(Elementwise.Affine affine) {
      return first;
    }

    @Override
    public int[] multiply(Elementwise.Multiply multiply) {
      return product(node);
    }

    @Override
    public int[] convTranspose2d(Upsampling.ConvTranspose2d conv) {
      int[] own = produce(conv.outputs());
      if (conv.groups() > 1) {
        fix(first);
        fix(own);
      }
      return own;
    }

    @Override
    public int[] resize(Upsampling.Resize resize) {
      return first;
    }

    @Override
    public int[] embedding(TokenLayer.Embedding embedding) {
      return fresh(embedding.width());
    }

    @Override
    public int[] prependTokens(TokenLayer.PrependTokens tokens) {
      return first;
    }

    @Override
    public int[] addPositions(TokenLayer.AddPositions positions) {
      return first;
    }

    @Override
    public int[] layerNorm(TokenLayer.LayerNorm norm) {
      for (int id : first) {
        normalised[find(id)] = true;
      }
      return first;
    }

    @Override
    public int[] attention(TokenLayer.Attention attention) {
      return heads(node, attention);
    }

    @Override
    public int[] tokenMean(TokenLayer.TokenMean mean) {
      return first;
    }

    @Override
    public int[] pad(Movement.Pad pad) {
      return first;
    }

    @Override
    public int[] crop(Movement.Crop crop) {
      return first;
    }

    @Override
    public int[] selectChannels(Movement.SelectChannels select) {
      // A channel of zeros is made by no layer: its class goes when those it is added to go.
      return select.channels().stream()
          .mapToInt(channel -> channel == Movement.ZERO ? fresh(1)[0] : first[channel])
          .toArray();
    }

    @Override
    public int[] unflatten(Movement.Unflatten image) {
      return channelsOfFeatures(first, image);
    }

    @Override
    public int[] imageTokens(Movement.ImageTokens tokens) {
      return first;
    }

    @Override
    public int[] tokenImage(Movement.TokenImage image) {
      return first;
    }

    @Override
    public int[] selectTokens(Movement.SelectTokens tokens) {
      int[] features = new int[first.length * tokens.joined()];
      Arrays.setAll(features, i -> first[i % first.length]);
      return features;
    }

    @Override
    public int[] oneToken(Movement.OneToken token) {
      return first;
    }
  }

  /** All queries, keys and values of a head are one: heads go whole. */
  private int[] heads(Node node, TokenLayer.Attention attention) {
    int[] values = channelsOf(node.inputs().get(2));
    for (String input : node.inputs().subList(0, 3)) {
      int[] channels = channelsOf(input);
      for (int c = 0; c < channels.length; c++) {
        int head = c - c % attention.headWidth();
        unite(new int[] {values[head]}, new int[] {channels[c]});
      }
    }
    return values;
  }

  /** Channels that meet are one; a single channel that gates all others stays. */
  private int[] product(Node node) {
    int count = network.shapeOf(node.name()).channels();
    int[] own = new int[0];
    for (String input : node.inputs()) {
      int[] channels = channelsOf(input);
      if (channels.length < count) {
        fix(channels);
      } else if (own.length == 0) {
        own = channels;
      } else {
        unite(own, channels);
      }
    }
    return own;
  }

  /** All features that make one channel of the image are one. */
  private int[] channelsOfFeatures(int[] features, Movement.Unflatten image) {
    int plane = image.height() * image.width();
    int[] channels = new int[image.channels()];
    for (int c = 0; c < channels.length; c++) {
      channels[c] = features[c * plane];
      for (int i = 1; i < plane; i++) {
        unite(new int[] {channels[c]}, new int[] {features[c * plane + i]});
      }
    }
    return channels;
  }

  private int[] fresh(int count) {
    while (size + count > parent.length) {
      parent = Arrays.copyOf(parent, 2 * parent.length);
      fixed = Arrays.copyOf(fixed, parent.length);
      normalised = Arrays.copyOf(normalised, parent.length);
    }
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = size;
      parent[size] = size;
      size++;
    }
    return ids;
  }

  private void fix(int[] ids) {
    for (int id : ids) {
      fixed[find(id)] = true;
    }
  }

  private void unite(int[] left, int[] right) {
    for (int i = 0; i < left.length; i++) {
      int a = find(left[i]);
      int b = find(right[i]);
      if (a != b) {
        parent[Math.max(a, b)] = Math.min(a, b);
        fixed[Math.min(a, b)] |= fixed[Math.max(a, b)];
        normalised[Math.min(a, b)] |= normalised[Math.max(a, b)];
      }
    }
  }

  private int find(int id) {
    int root = id;
    while (parent[root] != root) {
      root = parent[root];
    }
    while (parent[id] != root) {
      int next = parent[id];
      parent[id] = root;
      id = next;
    }
    return root;
  }
}
