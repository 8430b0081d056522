package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.hardware.protocol.Attempt;
import io.paretune.hardware.protocol.Block;
import io.paretune.hardware.protocol.Recording;
import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.statistics.Samples;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilePictureTest {

  private static final int ORANGE = 0xC45A11;
  private static final int BLUE = 0x0B5CAD;

  @Test
  void aKeptRecordingIsWorkedOutAgainAndDrawn(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("ab.samples.json.gz");
    Files.write(
        file,
        new Recording(1, 900, List.of(attempt(2_000_000, "too loud"), attempt(1_000_000)))
            .toBytes());
    Path picture = directory.resolve("front.png");
    String out =
        Spoken.by("profile", "picture", file.toString(), "--to", picture.toString()).done().out();
    assertThat(out.lines())
        .containsExactly(
            "ab.samples.json.gz, batch 1: median 1.0000 ms, 95 % interval 1.0000 to 1.0000,"
                + " accepted",
            "attempt 1: 100 runs, 50 believed: too loud",
            "attempt 2: 100 runs, 50 believed: accepted");
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(image.getHeight()).isEqualTo(800);
    assertThat(colours(image)).contains(ORANGE, BLUE);
  }

  @Test
  void whatHoldsNoRecordingIsRefused(@TempDir Path directory) throws IOException {
    Path picture = directory.resolve("p.png");
    Path text = Files.writeString(directory.resolve("words.json"), "{\"kind\": 1}");
    Spoken.by("profile", "picture", text.toString(), "--to", picture.toString())
        .refused(List.of("words.json holds no recording", "profile measure"));
    Spoken.by("profile", "picture", directory + "/none.gz", "--to", picture.toString())
        .refused(List.of("there is no readable file"));
    Spoken.by("profile", "picture", text.toString(), "--to", "p.gif")
        .refused(List.of("--to must name a .png file, got p.gif"));
    Files.writeString(picture, "already here");
    Spoken.by("profile", "picture", text.toString(), "--to", picture.toString())
        .refused(List.of("exists already"));
    assertThat(picture).hasContent("already here");
  }

  private static List<Integer> colours(BufferedImage image) {
    List<Integer> colours = new ArrayList<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colours.add(image.getRGB(x, y) & 0xFFFFFF);
      }
    }
    return colours.stream().distinct().toList();
  }

  private static Attempt attempt(long nanos, String... reasons) {
    Samples runs = Samples.of(LongStream.generate(() -> nanos).limit(50).toArray());
    return new Attempt(
        0.5,
        List.of(new Block(runs, List.of(), 0.5, true), new Block(runs, List.of(), 0.6, false)),
        new Noise(Map.of()),
        reasons.length == 0,
        "core 1",
        List.of(reasons));
  }
}
