package io.paretune.experiments.plugin;

import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.spi.Settings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A section of an experiment file as providers read it. */
public record YamlSettings(YamlSection section) implements Settings {

  @Override
  public boolean has(String key) {
    return section.has(key);
  }

  @Override
  public String text(String key, String otherwise) {
    return section.text(key, otherwise);
  }

  @Override
  public String name(String key, Collection<String> valid, String otherwise) {
    return section.name(key, valid, otherwise);
  }

  @Override
  public List<String> texts(String key) {
    return section.has(key) ? section.each(key, text -> text) : List.of();
  }

  @Override
  public long whole(String key, long low, long high, long otherwise) {
    return section.whole(key, low, high, otherwise);
  }

  @Override
  public double real(String key, double low, double high, double otherwise) {
    return section.real(key, low, high, otherwise);
  }

  @Override
  public boolean flag(String key, boolean otherwise) {
    return section.flag(key, otherwise);
  }

  @Override
  public Optional<Duration> duration(String key) {
    return section.duration(key);
  }

  @Override
  public IllegalArgumentException refuse(String key, String message) {
    return section.refuse(key, message);
  }
}
