package dev.headroom.app.read;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of commands that speak to a server.
public final class Server {
  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${HEADROOM_SERVER:-http://127.0.0.1:8080}",
      description = "the server (default ${DEFAULT-VALUE}; HEADROOM_SERVER sets it too)")
  private URI address = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${HEADROOM_TOKEN}",
      description = "access token (HEADROOM_TOKEN sets it too)")
  private @Nullable String token;

  public ApiClient client() {
    return new ApiClient(address, token);
  }
}
