package dev.headroom.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.demo.trouble.Trouble;
import dev.headroom.demo.trouble.TroubleSwitches;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AdminServerTest {
  private final TroubleSwitches troubles = new TroubleSwitches();
  private final List<String> deployments = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer admin;

  @BeforeEach
  void start() throws IOException {
    admin =
        AdminServer.start(
            0,
            troubles,
            () -> "{\"traffic\":{}}",
            (service, version) -> deployments.add(service + " " + version));
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @Test
  void troublesAreListedAndSwitched() throws Exception {
    assertThat(send("GET", "/admin/troubles").body())
        .contains("{\"name\":\"memory-leak\",\"on\":false,\"service\":\"inventory\"");

    HttpResponse<String> answer = send("POST", "/admin/troubles/memory-leak?on=true");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("{\"name\":\"memory-leak\",\"on\":true");
    assertThat(troubles.active()).containsExactly(Trouble.MEMORY_LEAK);

    assertThat(send("POST", "/admin/troubles/memory-leak?on=false").statusCode()).isEqualTo(200);
    assertThat(troubles.active()).isEmpty();
  }

  @Test
  void mistakesAreExplained() throws Exception {
    assertMistake("/admin/troubles/heat?on=true", "unknown trouble 'heat'");
    assertMistake("/admin/troubles/memory-leak", "query parameter 'on' is missing");
    assertMistake("/admin/troubles/memory-leak?on=1", "on '1', expected true or false");
    assertMistake("/admin/deployments/cart?version=new", "version 'new'");
    assertThat(send("GET", "/admin/nothing").statusCode()).isEqualTo(404);
    assertThat(troubles.active()).isEmpty();
    assertThat(deployments).isEmpty();
  }

  @Test
  void deploymentsAndStatusReachTheDemo() throws Exception {
    assertThat(send("POST", "/admin/deployments/cart?version=3.2.0").statusCode()).isEqualTo(202);
    assertThat(deployments).containsExactly("cart 3.2.0");
    assertThat(send("GET", "/admin/status").body()).isEqualTo("{\"traffic\":{}}\n");
  }

  private void assertMistake(String target, String message) throws Exception {
    HttpResponse<String> answer = send("POST", target);
    assertThat(answer.statusCode()).as(target).isEqualTo(400);
    assertThat(answer.body()).contains(message);
  }

  private HttpResponse<String> send(String method, String target) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + target))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
