package dev.headroom.app.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.app.read.ApiClient;
import dev.headroom.app.read.ApiClient.Parameter;
import dev.headroom.base.HeadroomException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Answers from what a server has stored.
final class ServerAnswers implements Answers {
  private static final JsonMapper JSON = new JsonMapper();

  private final ApiClient server;
  private final Moments moments;

  /// @param nowNanos what `now` means, since the epoch
  ServerAnswers(ApiClient server, long nowNanos) {
    this.server = server;
    this.moments = new Moments(nowNanos);
  }

  @Override
  public Moments moments() {
    return moments;
  }

  @Override
  public ObjectNode answer(Asked asked) throws InterruptedException {
    // Checked here first: the message is the same as without a server.
    asked.question(moments);
    JsonNode view =
        server.get(
            "/api/diagnosis",
            List.of(
                new Parameter("target", asked.target()),
                new Parameter("metric", asked.metric().toLowerCase(Locale.ROOT)),
                new Parameter("statistic", asked.statistic()),
                new Parameter("from", moment("from", asked.from())),
                new Parameter("to", moment("to", asked.to())),
                new Parameter("baselineFrom", moment("baselineFrom", asked.baselineFrom())),
                new Parameter("baselineTo", moment("baselineTo", asked.baselineTo()))));
    ObjectNode answer = JSON.createObjectNode();
    for (String field : List.of("target", "metric", "window", "ranking")) {
      answer.set(field, view.path(field));
    }
    return answer;
  }

  /// @throws HeadroomException when it is no time
  private @Nullable String moment(String name, String text) {
    return text.isEmpty() ? null : Moments.instant(moments.read(name, text)).toString();
  }
}
