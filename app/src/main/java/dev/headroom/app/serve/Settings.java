package dev.headroom.app.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.base.Limits;
import dev.headroom.otlp.SegmentKeys;
import dev.headroom.query.Closest;
import dev.headroom.server.ServerConfig;
import dev.headroom.server.TlsFiles;
import dev.headroom.server.auth.AccessTokens;
import dev.headroom.server.ingest.CorsOrigins;
import dev.headroom.server.ingest.IngestLimits;
import dev.headroom.server.notify.SmtpSettings;
import dev.headroom.store.Retention;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The settings in effect: command line before environment before file before default. Immutable.
public final class Settings {
  private static final String TOKENS_VARIABLE = "HEADROOM_ACCESS_TOKENS";
  private static final int MIB = 1 << 20;

  private final Map<Setting, Origin> values;
  private final List<String> tokens;

  /// @param from who set it: `command line`, `environment`, `file` or `default`
  private record Origin(String value, String from) {}

  private Settings(Map<Setting, Origin> values, List<String> tokens) {
    this.values = values;
    this.tokens = tokens;
  }

  /// Puts the settings together.
  ///
  /// @param flags from the command line
  /// @param environment all variables; those that start with HEADROOM_ and are no setting are left
  ///   to the launcher
  /// @param file configuration file
  /// @throws HeadroomException that names the key, its value and what was expected
  public static Settings resolve(
      Map<Setting, String> flags, Map<String, String> environment, Optional<Path> file) {
    Map<Setting, String> written = file.map(Settings::read).orElse(Map.of());
    Map<Setting, Origin> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String flag = flags.get(setting);
      String variable = environment.get(setting.variable());
      String line = written.get(setting);
      Origin origin;
      if (flag != null) {
        origin = new Origin(flag, "command line");
      } else if (variable != null) {
        origin = new Origin(variable, "environment");
      } else if (line != null) {
        origin = new Origin(line, "file");
      } else {
        origin = new Origin(setting.standard(), "default");
      }
      values.put(setting, origin);
    }
    return new Settings(values, list(environment.getOrDefault(TOKENS_VARIABLE, "")));
  }

  private static Map<Setting, String> read(Path file) {
    Map<Setting, String> written = new EnumMap<>(Setting.class);
    try {
      JsonNode root = new YAMLMapper().readTree(Files.readString(file));
      if (root == null || root.isMissingNode() || root.isNull()) {
        return written;
      }
      root.properties()
          .forEach(entry ->
              written.put(
                  known(file, entry.getKey()), scalar(file, entry.getKey(), entry.getValue())));
      return written;
    } catch (JsonProcessingException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "configuration " + file + " is no YAML: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID, "configuration " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Setting known(Path file, String key) {
    return Setting.of(key)
        .orElseThrow(() ->
            new HeadroomException(
                ErrorCode.INVALID,
                "configuration "
                    + file
                    + ": unknown key '"
                    + key
                    + "'"
                    + Closest.to(key, Arrays.stream(Setting.values()).map(Setting::key).toList())
                        .map(near -> ", did you mean '" + near + "'?")
                        .orElse("")));
  }

  private static String scalar(Path file, String key, JsonNode value) {
    if (value.isArray()) {
      StringBuilder joined = new StringBuilder();
      value.forEach(item -> joined.append(joined.isEmpty() ? "" : ",").append(item.asText()));
      return joined.toString();
    }
    if (!value.isValueNode()) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "configuration " + file + ": " + key + " is a map; expected one value");
    }
    return value.asText();
  }

  /// The text of a setting, empty when it is not set.
  public String text(Setting setting) {
    Origin origin = values.get(setting);
    return origin == null ? "" : origin.value().strip();
  }

  /// The path of a setting, when it is set.
  public Optional<Path> path(Setting setting) {
    return text(setting).isEmpty() ? Optional.empty() : Optional.of(Path.of(text(setting)));
  }

  /// A whole number of a setting.
  public int number(Setting setting, int from, int to) {
    String text = text(setting);
    try {
      int value = Integer.parseInt(text);
      if (value >= from && value <= to) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Told below, with what was expected.
    }
    throw new HeadroomException(
        ErrorCode.INVALID,
        setting.key()
            + " '"
            + text
            + "' ("
            + from(setting)
            + "); expected a whole number from "
            + from
            + " to "
            + to);
  }

  private String from(Setting setting) {
    Origin origin = values.get(setting);
    return origin == null ? "default" : "from " + origin.from();
  }

  /// The values of a setting that takes several, by commas.
  List<String> list(Setting setting) {
    return list(text(setting));
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  Path dataDirectory() {
    return Path.of(text(Setting.DATA_DIR));
  }

  ServerConfig server() {
    Optional<TlsFiles> tls =
        path(Setting.TLS_CERTIFICATE)
            .map(certificate ->
                new TlsFiles(
                    certificate,
                    path(Setting.TLS_KEY)
                        .orElseThrow(() ->
                            new HeadroomException(
                                ErrorCode.INVALID,
                                "tls-key is missing; expected it beside tls-certificate")),
                    path(Setting.TLS_CLIENT_CA)));
    ServerConfig.Guard guard = new ServerConfig.Guard(tls, AccessTokens.of(tokens()));
    int request = number(Setting.MAX_REQUEST_MIB, 1, 1_024) * MIB;
    return new ServerConfig(
        address(),
        number(Setting.PORT, 0, 65_535),
        number(Setting.OTLP_GRPC_PORT, 0, 65_535),
        number(Setting.OTLP_HTTP_PORT, 0, 65_535),
        guard,
        guard,
        text(Setting.CORS_ORIGINS).isEmpty()
            ? CorsOrigins.localhost()
            : new CorsOrigins(list(text(Setting.CORS_ORIGINS))),
        new IngestLimits(request, Math.max(2L * request, Runtime.getRuntime().maxMemory() / 4)),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10));
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(text(Setting.BIND));
    } catch (UnknownHostException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "bind '" + text(Setting.BIND) + "'; expected an address of this host",
          e);
    }
  }

  private List<String> tokens() {
    return path(Setting.ACCESS_TOKENS_FILE).map(Settings::lines).orElse(tokens);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          "access-tokens-file " + file + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  SmtpSettings smtp() {
    return new SmtpSettings(
        text(Setting.SMTP_HOST),
        number(Setting.SMTP_PORT, 1, 65_535),
        text(Setting.SMTP_FROM),
        SmtpSettings.Security.parse(Setting.SMTP_SECURITY.key(), text(Setting.SMTP_SECURITY)));
  }

  Retention retention() {
    return new Retention(
        days(Setting.RETENTION_MINUTES_DAYS),
        days(Setting.RETENTION_HOURS_DAYS),
        days(Setting.RETENTION_DAYS_DAYS),
        days(Setting.RETENTION_TRACES_DAYS),
        days(Setting.RETENTION_LOGS_DAYS),
        days(Setting.RETENTION_SLI_DAYS));
  }

  private Duration days(Setting setting) {
    return Duration.ofDays(number(setting, 1, 36_500));
  }

  Limits limits() {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        usual.services(),
        number(Setting.CAP_OPERATIONS, 1, 1_000_000),
        usual.versionsPerService(),
        usual.instancesPerService(),
        number(Setting.CAP_EDGES, 1, 1_000_000),
        number(Setting.CAP_STATEMENTS, 1, 1_000_000),
        number(Setting.CAP_SEGMENTS, 1, 1_000_000),
        usual.pathsPerRoute(),
        number(Setting.CAP_SERIES, 1, 10_000_000),
        number(Setting.CAP_TEMPLATES, 1, 1_000_000),
        number(Setting.CAP_SLI_VALUES, 1, 1_000_000),
        number(Setting.CAP_OPEN_SPANS, 1_000, 100_000_000));
  }

  SegmentKeys segmentKeys() {
    return new SegmentKeys(
        list(text(Setting.TENANT_ATTRIBUTES)),
        list(text(Setting.SEGMENT_ATTRIBUTES)),
        list(text(Setting.FEATURE_ATTRIBUTES)));
  }

  /// All settings with who set them, for people; secrets are never among them.
  public Map<String, String> shown() {
    Map<String, String> shown = new TreeMap<>();
    values.forEach((setting, origin) ->
        shown.put(
            setting.key(),
            (origin.value().isEmpty() ? "not set" : origin.value())
                + (origin.from().equals("default") ? "" : " (" + origin.from() + ")")));
    shown.put("access-tokens", tokens.isEmpty() ? "not set" : "set (environment)");
    return shown;
  }
}
