package io.paretune.hardware.profile.catalogue;

import io.paretune.hardware.profile.AgentAccess;
import io.paretune.hardware.profile.TokenSource;
import io.paretune.hardware.yaml.YamlSection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a profile says of an agent, an address or a section with an address and more; or of
 * several, a list of those.
 */
final class AgentReader {
  private static final String KEY = "agent";
  private static final String SEVERAL = "agents";
  private static final List<String> KEYS =
      List.of(
          "url",
          "token-file",
          "token-env",
          "certificate",
          "pin",
          "fingerprint",
          "patience",
          "insecure");

  private final Path base;

  /**
   * A reader.
   *
   * @param base the directory that files are named from
   */
  AgentReader(Path base) {
    this.base = base;
  }

  List<AgentAccess> read(YamlSection profile) {
    if (profile.has(SEVERAL)) {
      if (profile.has(KEY)) {
        throw profile.refuse(
            SEVERAL, "'" + KEY + "' names one, '" + SEVERAL + "' a list, not both");
      }
      return profile.named(SEVERAL).stream()
          .map(one -> one.has("name") ? address(one, "name") : access(one.only(KEYS)))
          .toList();
    }
    if (!profile.has(KEY)) {
      return List.of();
    }
    return List.of(
        profile.isSection(KEY)
            ? access(profile.section(KEY, KEYS).orElseThrow())
            : address(profile, KEY));
  }

  private static AgentAccess address(YamlSection section, String key) {
    return section.parsed(key, text -> AgentAccess.to(AgentAccess.address(text)));
  }

  private AgentAccess access(YamlSection section) {
    if (section.has("token-file") && section.has("token-env")) {
      throw section.refuse("token-env", "the token is in a file or in a variable, not in both");
    }
    URI url = section.parsed("url", AgentAccess::address);
    return section.made(
        () ->
            new AgentAccess(
                url,
                token(section),
                new AgentAccess.Protection(
                    text(section, "certificate").map(base::resolve),
                    text(section, "pin"),
                    section.flag("insecure", false)),
                text(section, "fingerprint"),
                section.duration("patience").orElse(AgentAccess.usualPatience())));
  }

  private TokenSource token(YamlSection section) {
    if (section.has("token-file")) {
      return new TokenSource.InFile(base.resolve(section.text("token-file")));
    }
    return section.has("token-env")
        ? new TokenSource.InEnvironment(section.text("token-env"))
        : new TokenSource.None();
  }

  private static Optional<String> text(YamlSection section, String key) {
    return section.has(key) ? Optional.of(section.text(key)) : Optional.empty();
  }
}
