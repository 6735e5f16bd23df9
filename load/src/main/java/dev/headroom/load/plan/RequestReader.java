package dev.headroom.load.plan;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import dev.headroom.load.plan.RequestPlan.BodyPlan;
import dev.headroom.load.plan.RequestPlan.HeaderPlan;
import dev.headroom.load.plan.RequestPlan.Think;
import dev.headroom.load.plan.Template.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Reads the requests of scenarios. Variables are known from where they are captured on.
final class RequestReader {
  private static final List<String> METHODS =
      List.of("get", "post", "put", "patch", "delete", "head", "options");
  private static final String[] KEYS = {
    "name",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "grpc",
    "headers",
    "body",
    "body-file",
    "message",
    "message-file",
    "checks",
    "captures",
    "think"
  };

  private final Path directory;
  private final List<HeaderPlan> common;
  private final List<String> variables;

  /// @param directory where files of bodies lie
  /// @param common headers of all requests
  /// @param variables grows with each capture
  RequestReader(Path directory, Map<String, String> common, List<String> variables) {
    this.directory = directory;
    this.variables = variables;
    this.common =
        common.entrySet().stream()
            .map(header -> headerPlan("headers", header.getKey(), header.getValue()))
            .toList();
  }

  RequestPlan read(String path, JsonNode node) {
    Fields fields = Fields.of(path, node, KEYS);
    String kind = kind(fields);
    boolean grpc = kind.equals("grpc");
    String method = grpc ? "POST" : kind.toUpperCase(Locale.ROOT);
    String address = fields.needed(kind, "a path, e.g. /products");
    if (!address.startsWith("/")) {
      throw Amounts.wrong(fields.at(kind), address, "a path of the target that starts with /");
    }
    String name = fields.text("name");
    Template where = Template.of(fields.at(kind), address, variables, Escape.URL);
    List<HeaderPlan> headers = new ArrayList<>(common);
    fields
        .texts("headers")
        .forEach((key, value) -> {
          headers.removeIf(header -> header.name().equalsIgnoreCase(key));
          headers.add(headerPlan(fields.at("headers"), key, value));
        });
    BodyPlan body = body(fields, grpc);
    List<Check> checks = checks(fields, grpc);
    List<Capture> captures = captures(fields);
    return new RequestPlan(
        name == null ? method + " " + address : name,
        method,
        where,
        headers,
        body,
        checks,
        captures,
        think(fields));
  }

  private static String kind(Fields fields) {
    List<String> told = new ArrayList<>(METHODS);
    told.add("grpc");
    told.removeIf(method -> !fields.has(method));
    if (told.size() != 1) {
      throw Amounts.wrong(
          fields.path(),
          Fields.shown(fields.node()),
          "one of " + String.join(", ", METHODS) + ", grpc, with a path");
    }
    return told.getFirst();
  }

  private HeaderPlan headerPlan(String field, String name, String value) {
    checkName(field, name);
    return new HeaderPlan(name, Template.of(field + "." + name, value, variables, Escape.HEADER));
  }

  private @Nullable BodyPlan body(Fields fields, boolean grpc) {
    if (grpc) {
      if (fields.has("message-file")) {
        return new RequestPlan.GrpcMessage(file(fields, "message-file"));
      }
      String base64 = Objects.requireNonNullElse(fields.text("message"), "");
      try {
        return new RequestPlan.GrpcMessage(Base64.getDecoder().decode(base64));
      } catch (IllegalArgumentException _) {
        throw Amounts.wrong(
            fields.at("message"), base64, "a message in protobuf, as Base64, or message-file");
      }
    }
    if (fields.has("body-file")) {
      return new RequestPlan.BytesBody(file(fields, "body-file"));
    }
    String text = fields.text("body");
    return text == null
        ? null
        : new RequestPlan.TextBody(Template.of(fields.at("body"), text, variables, Escape.NONE));
  }

  private byte[] file(Fields fields, String name) {
    String file = fields.needed(name, "a file");
    try {
      return Files.readAllBytes(directory.resolve(file));
    } catch (IOException e) {
      throw new HeadroomException(
          ErrorCode.INVALID,
          fields.at(name) + " '" + file + "' cannot be read: " + e.getMessage(),
          e);
    }
  }

  private static List<Check> checks(Fields request, boolean grpc) {
    List<Check> checks = new ArrayList<>();
    if (grpc) {
      checks.add(new Check.Header("grpc-status", "0"));
    }
    if (!request.has("checks")) {
      checks.add(Check.Status.FINE);
      return checks;
    }
    Fields fields =
        Fields.of(
            request.at("checks"),
            request.get("checks"),
            "status",
            "headers",
            "contains",
            "matches",
            "json");
    checks.add(
        fields.has("status")
            ? status(fields.at("status"), fields.list("status"))
            : Check.Status.FINE);
    fields.texts("headers").forEach((name, value) -> checks.add(new Check.Header(name, value)));
    fields.list("contains").forEach(part -> checks.add(new Check.Contains(part)));
    for (String pattern : fields.list("matches")) {
      checks.add(new Check.Matches(pattern(fields.at("matches"), pattern)));
    }
    fields
        .texts("json")
        .forEach((pointer, value) ->
            checks.add(new Check.Json(pointer(fields.at("json"), pointer), value)));
    return checks;
  }

  private static Check.Status status(String field, List<String> texts) {
    List<Check.Status.Range> ranges = new ArrayList<>();
    for (String text : texts) {
      for (String part : text.split(",")) {
        String range = part.strip();
        if (!range.matches("[1-9][0-9]{2}(-[1-9][0-9]{2})?|[1-9]xx")) {
          throw Amounts.wrong(field, text, "200, 200-299 or 2xx");
        }
        String low = range.substring(0, 3).replace('x', '0');
        String high = range.endsWith("xx") ? range.replace('x', '9') : range;
        high = high.substring(high.length() - 3);
        ranges.add(new Check.Status.Range(Integer.parseInt(low), Integer.parseInt(high)));
      }
    }
    return new Check.Status(ranges);
  }

  private List<Capture> captures(Fields request) {
    List<Capture> captures = new ArrayList<>();
    if (request.has("captures")) {
      Fields all = Fields.mapping(request.at("captures"), request.get("captures"));
      for (String name : all.names()) {
        Fields one = Fields.of(all.at(name), all.get(name), "json", "regex", "header");
        int variable = variables.indexOf(name);
        if (variable < 0) {
          variable = variables.size();
          variables.add(name);
        }
        captures.add(new Capture(name, variable, source(one)));
      }
    }
    return captures;
  }

  private static Capture.Source source(Fields fields) {
    if (fields.has("json")) {
      return new Capture.Json(pointer(fields.at("json"), fields.needed("json", "/id")));
    }
    if (fields.has("regex")) {
      return new Capture.Regex(pattern(fields.at("regex"), fields.needed("regex", "id=(\\d+)")));
    }
    return new Capture.Header(
        fields.needed("header", "one of json (a JSON pointer), regex and header"));
  }

  private static Think think(Fields fields) {
    String text = fields.text("think");
    if (text == null) {
      return Think.NONE;
    }
    String[] ends = text.split("\\.\\.", 2);
    Duration least = Amounts.duration(fields.at("think"), ends[0]);
    return new Think(
        least, ends.length == 1 ? least : Amounts.duration(fields.at("think"), ends[1]));
  }

  private static JsonPointer pointer(String field, String text) {
    try {
      return JsonPointer.compile(text);
    } catch (IllegalArgumentException _) {
      throw Amounts.wrong(field, text, "a JSON pointer, e.g. /items/0/id");
    }
  }

  private static Pattern pattern(String field, String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw Amounts.wrong(field, text, "a regular expression (" + e.getDescription() + ")");
    }
  }

  /// A header as options tell it, `Name: value`.
  static HeaderPlan header(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw Amounts.wrong("--header", text, "NAME: VALUE");
    }
    String name = text.substring(0, colon).strip();
    checkName("--header", name);
    return new HeaderPlan(
        name, Template.of("--header", text.substring(colon + 1).strip(), List.of(), Escape.HEADER));
  }

  private static void checkName(String field, String name) {
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw Amounts.wrong(field, name, "the name of a header");
    }
    List<String> ours = List.of("content-length", "transfer-encoding", "connection", "te");
    if (ours.contains(name.toLowerCase(Locale.ROOT))) {
      throw Amounts.wrong(field, name, "another header: this one is set by the generator");
    }
  }

  static String method(String field, String text) {
    String method = text.toUpperCase(Locale.ROOT);
    if (!METHODS.contains(method.toLowerCase(Locale.ROOT))) {
      throw Amounts.wrong(field, text, "one of " + String.join(", ", METHODS));
    }
    return method;
  }
}
