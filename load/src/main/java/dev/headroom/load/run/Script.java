package dev.headroom.load.run;

import dev.headroom.load.http.Request;
import dev.headroom.load.plan.Feed;
import dev.headroom.load.plan.LoadPlan;
import dev.headroom.load.plan.RequestPlan;
import dev.headroom.load.plan.Scenario;
import dev.headroom.load.plan.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The scenarios of a plan made ready to run: requests that are always the same exist already.
/// Thread-safe.
final class Script {
  private final LoadPlan plan;
  private final Marks marks;
  private final List<List<Line>> scenarios = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final double[] weightUpTo;
  private final AtomicLong[] nextRow;

  /// One request of one scenario.
  ///
  /// @param part its number among all requests of the plan
  /// @param ready the request when it is always the same
  record Line(RequestPlan plan, int part, @Nullable Request ready) {}

  Script(LoadPlan plan, Marks marks) {
    this.plan = plan;
    this.marks = marks;
    this.weightUpTo = new double[plan.scenarios().size()];
    double weight = 0;
    for (int i = 0; i < plan.scenarios().size(); i++) {
      Scenario scenario = plan.scenarios().get(i);
      weight += scenario.weight();
      weightUpTo[i] = weight;
      List<Line> own = new ArrayList<>();
      for (RequestPlan request : scenario.requests()) {
        Request ready = request.constant() ? made(request, new String[0]) : null;
        own.add(new Line(request, lines.size(), ready));
        lines.add(own.getLast());
      }
      scenarios.add(List.copyOf(own));
    }
    this.nextRow = new AtomicLong[plan.feeds().size()];
    for (int i = 0; i < nextRow.length; i++) {
      nextRow[i] = new AtomicLong();
    }
  }

  /// The requests of all scenarios.
  List<Line> lines() {
    return lines;
  }

  /// A scenario, drawn by weight.
  List<Line> draw(RandomGenerator random) {
    if (scenarios.size() == 1) {
      return scenarios.getFirst();
    }
    double drawn = random.nextDouble() * weightUpTo[weightUpTo.length - 1];
    int i = 0;
    while (weightUpTo[i] <= drawn && i < weightUpTo.length - 1) {
      i++;
    }
    return scenarios.get(i);
  }

  /// Values for one run of a scenario: a row of each feed, and room for captures.
  @Nullable String[] values(RandomGenerator random) {
    @Nullable String[] values = new String[plan.variables().size()];
    for (int i = 0; i < nextRow.length; i++) {
      Feed feed = plan.feeds().get(i);
      int count = feed.rows().size();
      int row =
          feed.random() ? random.nextInt(count) : (int) (nextRow[i].getAndIncrement() % count);
      for (int column = 0; column < feed.columns().size(); column++) {
        values[feed.firstVariable() + column] = feed.rows().get(row).get(column);
      }
    }
    return values;
  }

  /// The request of a line, with values in its places.
  Request request(Line line, @Nullable String[] values) {
    return line.ready != null ? line.ready : made(line.plan, values);
  }

  private Request made(RequestPlan request, @Nullable String[] values) {
    List<Request.Field> headers = new ArrayList<>();
    for (RequestPlan.HeaderPlan header : request.headers()) {
      headers.add(
          new Request.Field(header.name().toLowerCase(Locale.ROOT), header.value().filled(values)));
    }
    byte[] body =
        switch (request.body()) {
          case null -> null;
          case RequestPlan.TextBody text ->
              text.text().filled(values).getBytes(StandardCharsets.UTF_8);
          case RequestPlan.BytesBody bytes -> bytes.bytes();
          case RequestPlan.GrpcMessage message -> framed(message.bytes(), headers);
        };
    Target target = plan.target();
    return new Request(
        target,
        request.method(),
        request.path().filled(values),
        marks.on(headers),
        body,
        request.needsBody(),
        request.grpc());
  }

  /// A message as gRPC sends it: a byte that says it is not compressed, its length, itself.
  private static byte[] framed(byte[] message, List<Request.Field> headers) {
    headers.add(new Request.Field("content-type", "application/grpc"));
    headers.add(new Request.Field("te", "trailers"));
    byte[] frame = new byte[message.length + 5];
    frame[1] = (byte) (message.length >>> 24);
    frame[2] = (byte) (message.length >>> 16);
    frame[3] = (byte) (message.length >>> 8);
    frame[4] = (byte) message.length;
    System.arraycopy(message, 0, frame, 5, message.length);
    return frame;
  }
}
