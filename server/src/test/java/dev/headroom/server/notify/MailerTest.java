package dev.headroom.server.notify;

import static dev.headroom.testkit.store.AlertSamples.NOON;
import static dev.headroom.testkit.store.AlertSamples.firing;
import static dev.headroom.testkit.store.AlertSamples.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.alert.Alert;
import dev.headroom.alert.NotificationTarget;
import dev.headroom.server.notify.SmtpSettings.Security;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MailerTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(Mailer.USER_VARIABLE, "headroom", Mailer.PASSWORD_VARIABLE, "topsecret");

  private final FakeMailServer server = new FakeMailServer();

  @AfterEach
  void close() {
    server.close();
  }

  private Mailer mailer(Security security, Map<String, String> environment) {
    return new Mailer(
        new SmtpSettings("127.0.0.1", server.port(), "headroom@shop.example", security),
        Duration.ofSeconds(5),
        name -> environment.getOrDefault(name, ""));
  }

  private static NotificationTarget to(String addresses) {
    return new NotificationTarget(
        "mail", NotificationTarget.Kind.EMAIL, addresses, "", Map.of(), "");
  }

  @Test
  void sendsTextAndHtmlToAll() throws Exception {
    Alert alert =
        in(firing("a", "Burn"), Alert.State.RESOLVED, NOON.plusSeconds(60))
            .withAnnotation("description", "<b>half</b> of it & more");
    mailer(Security.NONE, ENVIRONMENT).send(to("ann@shop.example, bob@shop.example"), "a.1", alert);

    assertThat(server.lines())
        .contains("RCPT TO:<ann@shop.example>", "RCPT TO:<bob@shop.example>")
        .anyMatch(line -> line.startsWith("MAIL FROM:<headroom@shop.example>"))
        .contains(
            "AUTH PLAIN "
                + Base64.getEncoder()
                    .encodeToString(
                        "headroom\0headroom\0topsecret".getBytes(StandardCharsets.UTF_8)));
    MimeMessage mail =
        new MimeMessage(
            Session.getInstance(new java.util.Properties()),
            new ByteArrayInputStream(server.mails().getFirst().getBytes(StandardCharsets.UTF_8)));
    assertThat(mail.getSubject()).isEqualTo("[RESOLVED page] the budget of \"Burn\" burns ü");
    MimeMultipart parts = (MimeMultipart) mail.getContent();
    assertThat((String) parts.getBodyPart(0).getContent())
        .contains("<b>half</b> of it & more")
        .contains("ended 2026-03-01T12:01:00Z")
        .contains("owner: shop")
        .contains("runbook: https://r/1");
    assertThat((String) parts.getBodyPart(1).getContent())
        .contains("&lt;b&gt;half&lt;/b&gt; of it &amp; more")
        .contains("<a href=\"https://headroom.example/alerts/a\">");
  }

  @Test
  void neverSendsInTheClearWhatShouldBeSecured() {
    assertThatThrownBy(() ->
            mailer(Security.STARTTLS, ENVIRONMENT)
                .send(to("ann@shop.example"), "a.1", firing("a", "B")))
        .isInstanceOf(DeliveryException.class)
        .hasMessageContaining("STARTTLS");

    assertThat(server.mails()).isEmpty();
    assertThat(server.lines()).noneMatch(line -> line.startsWith("AUTH"));
  }

  @Test
  void refusalsSayWhyWithoutThePassword() {
    assertThatThrownBy(() ->
            mailer(Security.NONE, ENVIRONMENT)
                .send(to("ann@nobody.example"), "a.1", firing("a", "B")))
        .isInstanceOf(DeliveryException.class)
        .hasMessageNotContaining("topsecret");
    assertThat(server.mails()).isEmpty();
    assertThatThrownBy(() ->
            new Mailer(SmtpSettings.NONE, Duration.ofSeconds(1), _ -> "")
                .send(to("ann@shop.example"), "a.1", firing("a", "B")))
        .hasMessageContaining("smtp-host");
  }
}
