package dev.headroom.server.web;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The static files, from the classpath. Their URLs carry one hash of the content of all of them,
/// so browsers may keep them for ever, and scripts find each other beside themselves. Immutable.
public final class Assets {
  private static final String OWN = "/dev/headroom/server/web/";
  private static final String JARS = "/META-INF/resources/webjars/";
  private static final List<String> SCRIPTS =
      List.of(
          "headroom.js",
          "charts.js",
          "figures.js",
          "live.js",
          "scatter.js",
          "tables.js",
          "waterfall.js",
          "whatif.js",
          "zone.js");

  private final Map<String, Asset> byName;

  /// @param bytes the content; never changed
  record Asset(String url, String contentType, byte[] bytes) {}

  private Assets(Map<String, Asset> byName) {
    this.byName = byName;
  }

  /// Reads all static files.
  static Assets load() {
    SortedMap<String, Source> sources = new TreeMap<>();
    for (String script : SCRIPTS) {
      sources.put(script, new Source(OWN + script, "text/javascript; charset=utf-8"));
    }
    sources.put("headroom.css", new Source(OWN + "headroom.css", "text/css; charset=utf-8"));
    sources.put("icon.svg", new Source(OWN + "icon.svg", "image/svg+xml"));
    sources.put("htmx.js", new Source(jar("htmx.org", "dist/htmx.min.js"), "text/javascript"));
    sources.put("uplot.js", new Source(jar("uplot", "dist/uPlot.iife.min.js"), "text/javascript"));
    sources.put("uplot.css", new Source(jar("uplot", "dist/uPlot.min.css"), "text/css"));
    return read(sources);
  }

  /// Where a file is on the classpath.
  private record Source(String resource, String contentType) {}

  /// WebJars carry their version in the path, and Maven's metadata tells it.
  private static String jar(String name, String file) {
    String metadata = "/META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
    try (InputStream in = Assets.class.getResourceAsStream(metadata)) {
      if (in == null) {
        throw new HeadroomException(ErrorCode.INTERNAL, "no " + metadata + " on the classpath");
      }
      Properties properties = new Properties();
      properties.load(in);
      return JARS + name + "/" + properties.getProperty("version") + "/" + file;
    } catch (IOException e) {
      throw new HeadroomException(ErrorCode.INTERNAL, "cannot read " + metadata, e);
    }
  }

  private static Assets read(SortedMap<String, Source> sources) {
    Map<String, byte[]> contents = new HashMap<>();
    MessageDigest digest = sha256();
    sources.forEach((name, source) -> {
      byte[] bytes = bytes(source.resource());
      digest.update(bytes);
      contents.put(name, bytes);
    });
    String hash = HexFormat.of().formatHex(digest.digest(), 0, 6);
    Map<String, Asset> found = new HashMap<>();
    contents.forEach((name, bytes) -> {
      String type = Objects.requireNonNull(sources.get(name)).contentType();
      found.put(name, new Asset("/assets/" + hash + "/" + name, type, bytes));
    });
    return new Assets(Map.copyOf(found));
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new HeadroomException(ErrorCode.INTERNAL, "no " + resource + " on the classpath");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new HeadroomException(ErrorCode.INTERNAL, "cannot read " + resource, e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new HeadroomException(ErrorCode.INTERNAL, "this Java has no SHA-256", e);
    }
  }

  /// The URL of a file.
  public String url(String name) {
    Asset asset = byName.get(name);
    if (asset == null) {
      throw new HeadroomException(ErrorCode.INTERNAL, "no asset is called " + name);
    }
    return asset.url();
  }

  @Nullable Asset find(String name) {
    return byName.get(name);
  }
}
