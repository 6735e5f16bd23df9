package dev.headroom.server;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.server.auth.AccessTokens;
import dev.headroom.server.ingest.CorsOrigins;
import dev.headroom.server.ingest.IngestLimits;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/// Where the process listens and how its ports are guarded.
///
/// @param bindAddress the one address of all three ports
/// @param port pages and API; 0 picks a free one, as for the others
/// @param otlpGrpcPort OTLP over gRPC
/// @param otlpHttpPort OTLP over HTTP
/// @param pages who may see pages and use the API
/// @param ingest who may send telemetry
/// @param corsOrigins the origins whose pages may send telemetry from a browser
/// @param limits how much telemetry is taken at once
/// @param requestTimeout after this long a request is answered with a retryable error
/// @param shutdownGrace how long requests in progress may take to end when the server stops
public record ServerConfig(
    InetAddress bindAddress,
    int port,
    int otlpGrpcPort,
    int otlpHttpPort,
    Guard pages,
    Guard ingest,
    CorsOrigins corsOrigins,
    IngestLimits limits,
    Duration requestTimeout,
    Duration shutdownGrace) {

  public static final int DEFAULT_PORT = 8080;
  public static final int DEFAULT_OTLP_GRPC_PORT = 4317;
  public static final int DEFAULT_OTLP_HTTP_PORT = 4318;

  /// How one kind of port is guarded.
  ///
  /// @param tls absent for plain text
  /// @param tokens of which a request must show one, when there are any
  public record Guard(Optional<TlsFiles> tls, AccessTokens tokens) {

    /// Plain text for everybody; only for ports that other machines cannot reach.
    public static final Guard OPEN = new Guard(Optional.empty(), AccessTokens.NONE);

    /// Whether callers have to prove who they are.
    public boolean authenticates() {
      return !tokens.isEmpty() || tls.flatMap(TlsFiles::clientAuthority).isPresent();
    }
  }

  public ServerConfig {
    requirePort("port", port);
    requirePort("otlp-grpc-port", otlpGrpcPort);
    requirePort("otlp-http-port", otlpHttpPort);
    requireDistinct("port", port, "otlp-grpc-port", otlpGrpcPort);
    requireDistinct("port", port, "otlp-http-port", otlpHttpPort);
    requireDistinct("otlp-grpc-port", otlpGrpcPort, "otlp-http-port", otlpHttpPort);
    if (!bindAddress.isLoopbackAddress()) {
      requireGuard("pages and API", pages, bindAddress);
      requireGuard("telemetry", ingest, bindAddress);
    }
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new HeadroomException(
          ErrorCode.INVALID, "request timeout is " + requestTimeout + "; expected more than 0");
    }
    if (shutdownGrace.isNegative()) {
      throw new HeadroomException(
          ErrorCode.INVALID, "shutdown grace is " + shutdownGrace + "; expected 0 or more");
    }
  }

  /// The defaults: 127.0.0.1 only, unguarded, the usual ports.
  public static Builder builder() {
    return new Builder();
  }

  /// A builder that starts from this configuration.
  public Builder toBuilder() {
    return new Builder()
        .bindAddress(bindAddress)
        .port(port)
        .otlpGrpcPort(otlpGrpcPort)
        .otlpHttpPort(otlpHttpPort)
        .pages(pages)
        .ingest(ingest)
        .corsOrigins(corsOrigins)
        .limits(limits)
        .requestTimeout(requestTimeout)
        .shutdownGrace(shutdownGrace);
  }

  private static void requirePort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new HeadroomException(
          ErrorCode.INVALID, name + " is " + port + "; expected 0 (any free one) to 65535");
    }
  }

  private static void requireDistinct(String name, int port, String otherName, int other) {
    if (port != 0 && port == other) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          name + " and " + otherName + " are both " + port + "; expected different ports");
    }
  }

  private static void requireGuard(String what, Guard guard, InetAddress address) {
    if (!guard.authenticates()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "bind address is "
              + address.getHostAddress()
              + ", which other machines can reach, but nothing guards "
              + what
              + "; expected access tokens or a TLS client CA, or a loopback address such as"
              + " 127.0.0.1");
    }
  }

  /// Collects the values of a [ServerConfig]; they are checked when it is built.
  public static final class Builder {
    private InetAddress bindAddress = InetAddress.ofLiteral("127.0.0.1");
    private int port = DEFAULT_PORT;
    private int otlpGrpcPort = DEFAULT_OTLP_GRPC_PORT;
    private int otlpHttpPort = DEFAULT_OTLP_HTTP_PORT;
    private Guard pages = Guard.OPEN;
    private Guard ingest = Guard.OPEN;
    private CorsOrigins corsOrigins = CorsOrigins.localhost();
    private IngestLimits limits = IngestLimits.defaults();
    private Duration requestTimeout = Duration.ofSeconds(30);
    private Duration shutdownGrace = Duration.ofSeconds(10);

    private Builder() {}

    public Builder bindAddress(InetAddress bindAddress) {
      this.bindAddress = bindAddress;
      return this;
    }

    public Builder port(int port) {
      this.port = port;
      return this;
    }

    public Builder otlpGrpcPort(int otlpGrpcPort) {
      this.otlpGrpcPort = otlpGrpcPort;
      return this;
    }

    public Builder otlpHttpPort(int otlpHttpPort) {
      this.otlpHttpPort = otlpHttpPort;
      return this;
    }

    public Builder pages(Guard pages) {
      this.pages = pages;
      return this;
    }

    public Builder ingest(Guard ingest) {
      this.ingest = ingest;
      return this;
    }

    public Builder corsOrigins(CorsOrigins corsOrigins) {
      this.corsOrigins = corsOrigins;
      return this;
    }

    public Builder limits(IngestLimits limits) {
      this.limits = limits;
      return this;
    }

    public Builder requestTimeout(Duration requestTimeout) {
      this.requestTimeout = requestTimeout;
      return this;
    }

    public Builder shutdownGrace(Duration shutdownGrace) {
      this.shutdownGrace = shutdownGrace;
      return this;
    }

    public ServerConfig build() {
      return new ServerConfig(
          bindAddress,
          port,
          otlpGrpcPort,
          otlpHttpPort,
          pages,
          ingest,
          corsOrigins,
          limits,
          requestTimeout,
          shutdownGrace);
    }
  }
}
