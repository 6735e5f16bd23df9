package dev.headroom.demo.shop;

import dev.headroom.demo.wire.Database;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A queue of mails in a table of the orders database, with the trace context in each row.
///
/// Sending and receiving make PRODUCER and CONSUMER spans by the messaging conventions.
final class MailQueue {
  static final String DESTINATION = "order-mails";
  private static final TextMapSetter<Map<String, String>> SETTER = MailQueue::put;
  private static final TextMapGetter<Map<String, String>> GETTER = MailQueue::header;

  private final Tracer tracer = GlobalOpenTelemetry.getTracer("shop.mail-queue");

  /// Adds a mail in the transaction of `connection`.
  void send(Connection connection, String order, String recipient) throws SQLException {
    Span span = span("send", SpanKind.PRODUCER).startSpan();
    try (Scope _ = span.makeCurrent()) {
      Map<String, String> headers = new HashMap<>();
      GlobalOpenTelemetry.getPropagators()
          .getTextMapPropagator()
          .inject(Context.current(), headers, SETTER);
      span.setAttribute("messaging.message.id", order);
      Database.update(
          connection,
          "INSERT INTO mail_jobs (order_id, recipient, headers) VALUES (?, ?, ?)",
          order,
          recipient,
          format(headers));
    } finally {
      span.end();
    }
  }

  /// Takes up to `count` mails off the queue, oldest first; each is given out once.
  List<Mail> receive(Database database, int count) throws SQLException {
    Span span = span("receive", SpanKind.CONSUMER).startSpan();
    try (Scope _ = span.makeCurrent()) {
      List<Mail> mails =
          database.query(
              """
              DELETE FROM mail_jobs WHERE id IN (SELECT id FROM mail_jobs ORDER BY id LIMIT ?
              FOR UPDATE SKIP LOCKED) RETURNING order_id, recipient, headers,
              (extract(epoch FROM clock_timestamp() - queued_at) * 1000)::bigint AS waited_millis\
              """,
              row ->
                  new Mail(
                      row.getString("order_id"),
                      row.getString("recipient"),
                      parse(row.getString("headers")),
                      row.getLong("waited_millis")),
              count);
      span.setAttribute("messaging.batch.message_count", mails.size());
      return mails;
    } finally {
      span.end();
    }
  }

  /// Runs `work` inside a CONSUMER span that continues the trace of the sender.
  void process(Mail mail, Work work) throws Exception {
    Context sender =
        GlobalOpenTelemetry.getPropagators()
            .getTextMapPropagator()
            .extract(Context.root(), mail.headers(), GETTER);
    Span span =
        span("process", SpanKind.CONSUMER)
            .setParent(sender)
            .setAttribute("messaging.message.id", mail.order())
            .setAttribute("shop.mail.waited_millis", mail.waitedMillis())
            .startSpan();
    try (Scope _ = sender.with(span).makeCurrent()) {
      work.run();
    } catch (Exception e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }

  private SpanBuilder span(String operation, SpanKind kind) {
    return tracer
        .spanBuilder(operation + " " + DESTINATION)
        .setSpanKind(kind)
        .setAttribute("messaging.system", "postgresql")
        .setAttribute("messaging.destination.name", DESTINATION)
        .setAttribute("messaging.operation.name", operation)
        .setAttribute("messaging.operation.type", operation);
  }

  static String format(Map<String, String> headers) {
    return headers.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  static Map<String, String> parse(String text) {
    return text.lines()
        .map(line -> line.split(": ", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
  }

  private static void put(@Nullable Map<String, String> headers, String key, String value) {
    if (headers != null) {
      headers.put(key, value);
    }
  }

  private static @Nullable String header(@Nullable Map<String, String> headers, String key) {
    return headers == null ? null : headers.get(key);
  }

  /// A mail taken off the queue.
  ///
  /// @param waitedMillis time in the queue in milliseconds
  record Mail(String order, String recipient, Map<String, String> headers, long waitedMillis) {}

  /// Work on one mail.
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }
}
