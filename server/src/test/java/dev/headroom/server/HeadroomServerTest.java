package dev.headroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.TlsKeyPair;
import dev.headroom.base.HeadroomException;
import dev.headroom.server.ServerConfig.Guard;
import dev.headroom.server.auth.AccessTokens;
import dev.headroom.server.ingest.ReceiverStats;
import dev.headroom.signal.SignalSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeadroomServerTest {
  private static final SignalSink SINK =
      (signal, request) ->
          CompletableFuture.completedFuture(new SignalSink.Receipt.Accepted(1, 0, ""));

  @TempDir private Path directory;

  private static ServerConfig.Builder anyPorts() {
    return ServerConfig.builder()
        .port(0)
        .otlpGrpcPort(0)
        .otlpHttpPort(0)
        .shutdownGrace(Duration.ZERO);
  }

  private static HeadroomServer server(ServerConfig config) {
    return server(config, SINK);
  }

  private static HeadroomServer server(ServerConfig config, SignalSink sink) {
    return new HeadroomServer(
        config,
        sink,
        new ReceiverStats(),
        List.of(builder -> {
          builder.service("/", (context, request) -> HttpResponse.of("home"));
          builder.service("/health", (context, request) -> HttpResponse.of("fine"));
        }));
  }

  @Test
  void threePortsAreBoundAndTold() {
    try (HeadroomServer server = server(anyPorts().build())) {
      server.start();
      BoundAddresses bound = server.addresses();

      assertThat(List.of(bound.pages(), bound.otlpGrpc(), bound.otlpHttp()))
          .allSatisfy(uri -> {
            assertThat(uri.getScheme()).isEqualTo("http");
            assertThat(uri.getHost()).isEqualTo("127.0.0.1");
            assertThat(uri.getPort()).isPositive();
          })
          .doesNotHaveDuplicates();
      assertThat(WebClient.of(bound.pages()).get("/").aggregate().join().contentUtf8())
          .isEqualTo("home");
    }
  }

  @Test
  void takenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HeadroomServer server = server(anyPorts().otlpGrpcPort(taken.getLocalPort()).build())) {
      assertThatThrownBy(server::start)
          .isInstanceOf(HeadroomException.class)
          .hasMessageStartingWith(
              "otlp-grpc-port " + taken.getLocalPort() + " on 127.0.0.1 cannot be bound")
          .hasMessageEndingWith("expected a free port, or 0 to pick one");
    }
  }

  @Test
  void closedServerTakesNoMoreConnections() {
    HeadroomServer server = server(anyPorts().build());
    server.start();
    URI pages = server.addresses().pages();
    server.close();

    assertThatThrownBy(() -> WebClient.of(pages).get("/").aggregate().join())
        .hasCauseInstanceOf(UnprocessedRequestException.class);
  }

  @Test
  void requestsInProgressEndBeforeTheServerDoes() throws Exception {
    CompletableFuture<SignalSink.Receipt> durable = new CompletableFuture<>();
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    HeadroomServer server =
        server(
            anyPorts().shutdownGrace(Duration.ofSeconds(20)).build(),
            (signal, request) -> {
              arrived.complete(null);
              return durable;
            });
    server.start();
    CompletableFuture<AggregatedHttpResponse> response =
        WebClient.of(server.addresses().otlpHttp())
            .execute(
                RequestHeaders.of(
                    HttpMethod.POST, "/v1/traces", "content-type", "application/x-protobuf"),
                new byte[10])
            .aggregate();
    arrived.join();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    assertThatThrownBy(() -> closed.get(500, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    durable.complete(new SignalSink.Receipt.Accepted(1, 0, ""));

    assertThat(response.join().status().code()).isEqualTo(200);
    closed.join();
  }

  @Test
  void pagesAskForATokenButHealthDoesNot() {
    Guard guard = new Guard(Optional.empty(), AccessTokens.of(List.of("opensesame")));
    try (HeadroomServer server = server(anyPorts().pages(guard).build())) {
      server.start();
      WebClient client = WebClient.of(server.addresses().pages());

      AggregatedHttpResponse without = client.get("/").aggregate().join();
      assertThat(without.status().code()).isEqualTo(401);
      assertThat(without.headers().getAll("www-authenticate"))
          .containsExactly("Bearer", "Basic realm=\"Headroom\"");
      assertThat(without.headers().get("content-type")).isEqualTo("application/problem+json");
      assertThat(get(client, "/", "Bearer opensesame").contentUtf8()).isEqualTo("home");
      assertThat(
              get(
                      client,
                      "/",
                      "Basic "
                          + Base64.getEncoder()
                              .encodeToString("me:opensesame".getBytes(StandardCharsets.US_ASCII)))
                  .contentUtf8())
          .isEqualTo("home");
      assertThat(client.get("/health").aggregate().join().contentUtf8()).isEqualTo("fine");
    }
  }

  private static AggregatedHttpResponse get(WebClient client, String path, String authorization) {
    return client
        .execute(RequestHeaders.of(HttpMethod.GET, path, "authorization", authorization))
        .aggregate()
        .join();
  }

  @Test
  void allPortsSpeakTlsWhenTold() throws Exception {
    TlsKeyPair own = TlsKeyPair.ofSelfSigned("localhost");
    Guard guard = new Guard(Optional.of(files("server", own, Optional.empty())), AccessTokens.NONE);
    try (HeadroomServer server = server(anyPorts().pages(guard).ingest(guard).build());
        ClientFactory trusting =
            ClientFactory.builder()
                .tlsCustomizer(tls -> tls.trustManager(own.certificateChain()))
                .build()) {
      server.start();
      BoundAddresses bound = server.addresses();

      assertThat(bound.pages().getScheme()).isEqualTo("https");
      assertThat(client(trusting, bound.pages()).get("/").aggregate().join().contentUtf8())
          .isEqualTo("home");
      assertThat(send(client(trusting, bound.otlpHttp()))).isEqualTo(200);
      assertThat(sendGrpc(client(trusting, bound.otlpGrpc()))).isEqualTo("0");
    }
  }

  @Test
  void clientsProveThemselvesByCertificateWhenTold() throws Exception {
    TlsKeyPair own = TlsKeyPair.ofSelfSigned("localhost");
    TlsKeyPair known = TlsKeyPair.ofSelfSigned("collector");
    Path authority = directory.resolve("clients.pem");
    Files.writeString(authority, pem(known));
    Guard guard =
        new Guard(Optional.of(files("server", own, Optional.of(authority))), AccessTokens.NONE);
    assertThat(guard.authenticates()).isTrue();
    try (HeadroomServer server = server(anyPorts().ingest(guard).build());
        ClientFactory certified = clientFactory(own, known);
        ClientFactory stranger = clientFactory(own, TlsKeyPair.ofSelfSigned("stranger"));
        ClientFactory anonymous =
            ClientFactory.builder()
                .tlsCustomizer(tls -> tls.trustManager(own.certificateChain()))
                .build()) {
      server.start();
      URI http = server.addresses().otlpHttp();

      assertThat(send(client(certified, http))).isEqualTo(200);
      assertThatThrownBy(() -> send(client(stranger, http))).isNotNull();
      assertThatThrownBy(() -> send(client(anonymous, http))).isNotNull();
    }
  }

  @Test
  void renewedCertificatesServeTheNextConnection() throws Exception {
    TlsKeyPair former = TlsKeyPair.ofSelfSigned("localhost");
    TlsKeyPair renewed = TlsKeyPair.ofSelfSigned("localhost");
    TlsFiles files = files("server", former, Optional.empty());
    Guard guard = new Guard(Optional.of(files), AccessTokens.NONE);
    try (HeadroomServer server = server(anyPorts().ingest(guard).build())) {
      server.start();
      URI http = server.addresses().otlpHttp();
      assertThat(sendTrusting(former, http)).isEqualTo(200);

      Files.writeString(files.certificate(), "half a cert");
      touch(files.certificate(), 2);
      assertThat(sendTrusting(former, http)).isEqualTo(200);

      files("server", renewed, Optional.empty());
      touch(files.certificate(), 4);
      touch(files.privateKey(), 4);
      assertThat(sendTrusting(renewed, http)).isEqualTo(200);
      assertThatThrownBy(() -> sendTrusting(former, http)).isNotNull();
    }
  }

  /// Over a connection of its own.
  private static int sendTrusting(TlsKeyPair server, URI http) {
    try (ClientFactory factory =
        ClientFactory.builder()
            .tlsCustomizer(tls -> tls.trustManager(server.certificateChain()))
            .build()) {
      return send(client(factory, http));
    }
  }

  /// A file system may tell times no finer than seconds.
  private static void touch(Path file, int secondsLater) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(secondsLater)));
  }

  @Test
  void unusableTlsFilesAreNamed() throws IOException {
    Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
    Guard guard =
        new Guard(
            Optional.of(new TlsFiles(nonsense, nonsense, Optional.empty())), AccessTokens.NONE);

    assertThatThrownBy(() -> server(anyPorts().ingest(guard).build()))
        .isInstanceOf(HeadroomException.class)
        .hasMessageContaining("nonsense.pem' cannot be used; expected a PEM chain");
  }

  private static ClientFactory clientFactory(TlsKeyPair server, TlsKeyPair client) {
    return ClientFactory.builder()
        .tls(client)
        .tlsCustomizer(tls -> tls.trustManager(server.certificateChain()))
        .build();
  }

  private static WebClient client(ClientFactory factory, URI uri) {
    return WebClient.builder("https://localhost:" + uri.getPort()).factory(factory).build();
  }

  private static int send(WebClient client) {
    return client
        .execute(
            RequestHeaders.of(
                HttpMethod.POST, "/v1/traces", "content-type", "application/x-protobuf"),
            new byte[10])
        .aggregate()
        .join()
        .status()
        .code();
  }

  private static String sendGrpc(WebClient client) {
    return client
        .execute(
            RequestHeaders.of(
                HttpMethod.POST,
                "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
                "content-type",
                "application/grpc"),
            new byte[5])
        .aggregate()
        .join()
        .trailers()
        .get("grpc-status", "none");
  }

  private TlsFiles files(String name, TlsKeyPair pair, Optional<Path> clientAuthority)
      throws IOException, CertificateEncodingException {
    Path certificate = Files.writeString(directory.resolve(name + ".crt"), pem(pair));
    Path key =
        Files.writeString(
            directory.resolve(name + ".key"),
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.privateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n");
    return new TlsFiles(certificate, key, clientAuthority);
  }

  private static String pem(TlsKeyPair pair) throws CertificateEncodingException {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.certificateChain().getFirst().getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }
}
