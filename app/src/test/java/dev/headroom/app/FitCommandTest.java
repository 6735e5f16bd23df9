package dev.headroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class FitCommandTest {
  @TempDir private Path directory;

  private record Ran(int code, String out, String err) {}

  private Ran run(String csv, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("points.csv"), csv);
    CommandLine line = Main.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] arguments = new String[options.length + 3];
    arguments[0] = "fit";
    arguments[1] = "usl";
    arguments[2] = file.toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return new Ran(line.execute(arguments), out.toString(), err.toString());
  }

  @Test
  void printsTheFitAsJson() throws IOException {
    Ran ran =
        run(
            "n,x\n1,64.9\n18,995.9\n36,1652.4\n72,1853.2\n108,1828.9\n144,1775\n216,1702.2\n",
            "--json");
    assertThat(ran.code()).isZero();
    JsonNode fit = new JsonMapper().readTree(ran.out());
    assertThat(fit.path("sigma").asDouble()).isCloseTo(0.027728, within(1e-6));
    assertThat(fit.path("peakN").asDouble()).isCloseTo(96.52, within(0.01));
    assertThat(fit.path("standardErrors").path("kappa").asDouble())
        .isCloseTo(1.9875e-5, within(1e-9));
    assertThat(fit.path("intervals").path("peakN").get(0).asDouble()).isBetween(70.0, 96.0);
    assertThat(fit.path("identifiable").asBoolean()).isTrue();
  }

  @Test
  void nullStandsWhereThereIsNoPeak() throws IOException {
    Ran ran = run("x;n\n10;1\n19;2\n36;4\n65;8\n", "--json");
    JsonNode fit = new JsonMapper().readTree(ran.out());
    assertThat(fit.path("kappa").asDouble()).isZero();
    assertThat(fit.get("peakN").isNull()).isTrue();
    assertThat(fit.get("peakX").isNull()).isTrue();
    assertThat(fit.path("identifiable").asBoolean()).isFalse();
  }

  @Test
  void badFilesAreNamedWithTheLine() throws IOException {
    assertThat(run("a,b\n1,2\n").err()).contains("points.csv:1: header 'a,b'");
    assertThat(run("n,x\n1,2\n2,many\n").err()).contains("points.csv:3: x 'many' is no number");
    assertThat(run("n,x\n1,2\n").code()).isEqualTo(2);
    assertThat(run("n,x\n1,2\n").err()).contains("1 different values of n");
  }
}
