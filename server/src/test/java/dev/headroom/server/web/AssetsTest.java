package dev.headroom.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.base.HeadroomException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class AssetsTest {
  private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z]+\\.js)'");

  private final Assets assets = Assets.load();

  @Test
  void scriptsFindWhatTheyImportBesideThemselves() {
    String beside = assets.url("headroom.js").replace("headroom.js", "");
    assertThat(beside).matches("/assets/[0-9a-f]{12}/");
    assertThat(imported("headroom.js", beside)).isPositive();
    assertThat(imported("charts.js", beside)).isPositive();
    assertThat(imported("scatter.js", beside)).isPositive();
    assertThat(imported("live.js", beside)).isPositive();
  }

  private int imported(String script, String beside) {
    byte[] bytes = Objects.requireNonNull(assets.find(script)).bytes();
    Matcher matcher = IMPORT.matcher(new String(bytes, StandardCharsets.UTF_8));
    int found = 0;
    while (matcher.find()) {
      assertThat(assets.url(matcher.group(1))).isEqualTo(beside + matcher.group(1));
      found++;
    }
    return found;
  }

  @Test
  void namesTheFileThatIsMissing() {
    assertThatThrownBy(() -> assets.url("nothing.js"))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("nothing.js");
  }
}
