package dev.headroom.load.run;

import dev.headroom.load.http.Request;
import java.util.ArrayList;
import java.util.List;

/// What tells every receiver that a request is made by a load test, and by which: so that SLOs and
/// analyses can leave it out, and whoever wonders can ask.
///
/// @param runId letters, digits and hyphens
/// @param version of the generator
public record Marks(String runId, String version) {
  /// The header that carries the id of the run.
  public static final String HEADER = "headroom-load";

  /// The member of W3C baggage that carries it to services further down.
  public static final String BAGGAGE = "headroom.load";

  public Marks {
    if (!runId.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("run id '" + runId + "'");
    }
  }

  /// The headers of a request with the marks put in; a user agent of its own stays.
  List<Request.Field> on(List<Request.Field> headers) {
    List<Request.Field> marked = new ArrayList<>();
    String baggage = BAGGAGE + "=" + runId;
    boolean agent = false;
    for (Request.Field header : headers) {
      if (header.name().equals("baggage")) {
        baggage = header.value() + "," + baggage;
      } else if (!header.name().equals(HEADER)) {
        agent |= header.name().equals("user-agent");
        marked.add(header);
      }
    }
    if (!agent) {
      marked.add(new Request.Field("user-agent", "headroom-load/" + version));
    }
    marked.add(new Request.Field(HEADER, runId));
    marked.add(new Request.Field("baggage", baggage));
    return marked;
  }
}
