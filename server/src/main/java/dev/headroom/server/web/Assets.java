package dev.headroom.server.web;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The static files, from the classpath. Their URLs carry a hash of their content, so browsers may
/// keep them for ever. Immutable.
public final class Assets {
  private static final String OWN = "/dev/headroom/server/web/";
  private static final String JARS = "/META-INF/resources/webjars/";

  private final Map<String, Asset> byName;

  /// @param bytes the content; never changed
  record Asset(String url, String contentType, byte[] bytes) {}

  private Assets(Map<String, Asset> byName) {
    this.byName = byName;
  }

  /// Reads all static files.
  static Assets load() {
    Map<String, Asset> found = new HashMap<>();
    add(found, "headroom.css", OWN + "headroom.css", "text/css; charset=utf-8");
    add(found, "headroom.js", OWN + "headroom.js", "text/javascript; charset=utf-8");
    add(found, "icon.svg", OWN + "icon.svg", "image/svg+xml");
    add(found, "htmx.js", jar("htmx.org", "dist/htmx.min.js"), "text/javascript");
    add(found, "uplot.js", jar("uplot", "dist/uPlot.iife.min.js"), "text/javascript");
    add(found, "uplot.css", jar("uplot", "dist/uPlot.min.css"), "text/css");
    return new Assets(Map.copyOf(found));
  }

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

  private static void add(Map<String, Asset> found, String name, String resource, String type) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new HeadroomException(ErrorCode.INTERNAL, "no " + resource + " on the classpath");
      }
      byte[] bytes = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      String hash = HexFormat.of().formatHex(digest, 0, 6);
      found.put(name, new Asset("/assets/" + hash + "/" + name, type, bytes));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new HeadroomException(ErrorCode.INTERNAL, "cannot read " + resource, e);
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
