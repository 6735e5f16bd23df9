package dev.headroom.server.notify;

import dev.headroom.alert.Alert;
import dev.headroom.alert.NotificationTarget;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;

/// Sends alerts by e-mail, as plain text and simple HTML. Thread-safe.
final class Mailer {
  /// The environment variables of the mail server's user.
  static final String USER_VARIABLE = "HEADROOM_SMTP_USER";

  static final String PASSWORD_VARIABLE = "HEADROOM_SMTP_PASSWORD";

  private static final int MAX_SUBJECT = 200;

  private final SmtpSettings settings;
  private final Duration limit;
  private final UnaryOperator<String> environment;

  Mailer(SmtpSettings settings, Duration limit, UnaryOperator<String> environment) {
    this.settings = settings;
    this.limit = limit;
    this.environment = environment;
  }

  /// @param id unique for each change that is told
  void send(NotificationTarget target, String id, Alert alert) throws DeliveryException {
    if (settings.host().isEmpty() || settings.from().isEmpty()) {
      throw new DeliveryException("smtp-host or smtp-from is not set", true);
    }
    String user = environment.apply(USER_VARIABLE);
    String password = environment.apply(PASSWORD_VARIABLE);
    try {
      MimeMessage message =
          message(Session.getInstance(properties(!user.isEmpty())), target, alert);
      message.setHeader("X-Headroom-Notice", id.replaceAll("[^\\x21-\\x7e]", "_"));
      if (user.isEmpty()) {
        Transport.send(message);
      } else {
        Transport.send(message, user, password);
      }
    } catch (MessagingException e) {
      String text = String.valueOf(e.getMessage()).strip();
      throw new DeliveryException(
          "the mail server refused or cannot be reached: "
              + (password.isEmpty() ? text : text.replace(password, "…")),
          true,
          e);
    }
  }

  private Properties properties(boolean auth) {
    boolean tls = settings.security() == SmtpSettings.Security.TLS;
    boolean starttls = settings.security() == SmtpSettings.Security.STARTTLS;
    String millis = Long.toString(limit.toMillis());
    Properties properties = new Properties();
    Map.of(
            "mail.transport.protocol", "smtp",
            "mail.smtp.host", settings.host(),
            "mail.smtp.port", Integer.toString(settings.port()),
            "mail.smtp.auth", Boolean.toString(auth),
            "mail.smtp.starttls.enable", Boolean.toString(starttls),
            "mail.smtp.starttls.required", Boolean.toString(starttls),
            "mail.smtp.ssl.enable", Boolean.toString(tls),
            "mail.smtp.connectiontimeout", millis,
            "mail.smtp.timeout", millis,
            "mail.smtp.writetimeout", millis)
        .forEach(properties::setProperty);
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    return properties;
  }

  private MimeMessage message(Session session, NotificationTarget target, Alert alert)
      throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress(settings.from(), true));
    message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(target.address(), true));
    message.setSubject(subject(alert), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(alert.changedAt()));
    // One thread in the reader's mailbox for each alert.
    message.setHeader("References", "<" + alert.fingerprint() + "." + thread(alert) + "@headroom>");
    message.setHeader("Auto-Submitted", "auto-generated");
    MimeBodyPart text = new MimeBodyPart();
    text.setText(text(alert), StandardCharsets.UTF_8.name());
    MimeBodyPart html = new MimeBodyPart();
    html.setText(html(alert), StandardCharsets.UTF_8.name(), "html");
    message.setContent(new MimeMultipart("alternative", text, html));
    return message;
  }

  private static String thread(Alert alert) {
    return Long.toString(alert.startsAt().getEpochSecond());
  }

  static String subject(Alert alert) {
    String summary = alert.annotation("summary");
    String line =
        "["
            + alert.state().name()
            + (alert.severity().isEmpty() ? "" : " " + alert.severity())
            + "] "
            + (summary.isEmpty() ? alert.label("alertname") : summary);
    String clean = line.replaceAll("\\s+", " ").strip();
    return clean.length() > MAX_SUBJECT ? clean.substring(0, MAX_SUBJECT - 1) + "…" : clean;
  }

  private static String text(Alert alert) {
    StringBuilder text = new StringBuilder(subject(alert)).append("\n\n");
    if (!alert.annotation("description").isEmpty()) {
      text.append(alert.annotation("description")).append("\n\n");
    }
    text.append("since ").append(alert.startsAt()).append('\n');
    if (alert.endsAt() != null) {
      text.append("ended ").append(alert.endsAt()).append('\n');
    }
    alert.labels().forEach((k, v) -> text.append(k).append(": ").append(v).append('\n'));
    alert
        .annotations()
        .forEach((name, value) -> {
          if (!name.equals("summary") && !name.equals("description")) {
            text.append(name).append(": ").append(value).append('\n');
          }
        });
    if (!alert.link().isEmpty()) {
      text.append('\n').append(alert.link()).append('\n');
    }
    return text.toString();
  }

  private static String html(Alert alert) {
    StringBuilder html = new StringBuilder("<!doctype html><html><body>");
    html.append("<h2>").append(escaped(subject(alert))).append("</h2>");
    if (!alert.annotation("description").isEmpty()) {
      html.append("<p>").append(escaped(alert.annotation("description"))).append("</p>");
    }
    html.append("<table>");
    row(html, "since", alert.startsAt().toString());
    if (alert.endsAt() != null) {
      row(html, "ended", alert.endsAt().toString());
    }
    alert.labels().forEach((name, value) -> row(html, name, value));
    alert
        .annotations()
        .forEach((name, value) -> {
          if (!name.equals("summary") && !name.equals("description")) {
            row(html, name, value);
          }
        });
    html.append("</table>");
    String link = alert.link();
    if (link.toLowerCase(Locale.ROOT).matches("https?://.*")) {
      html.append("<p><a href=\"").append(escaped(link)).append("\">open</a></p>");
    }
    return html.append("</body></html>").toString();
  }

  private static void row(StringBuilder html, String name, String value) {
    html.append("<tr><th align=\"left\">")
        .append(escaped(name))
        .append("</th><td>")
        .append(escaped(value).replace("\n", "<br>"))
        .append("</td></tr>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
