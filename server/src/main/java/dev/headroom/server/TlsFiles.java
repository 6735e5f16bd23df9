package dev.headroom.server;

import dev.headroom.base.ErrorCode;
import dev.headroom.base.HeadroomException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The PEM files that a port is secured with.
///
/// @param certificate the certificate chain
/// @param privateKey its unencrypted key in PKCS#8
/// @param clientAuthority certificates that clients must be signed by (mTLS); empty asks for none
public record TlsFiles(Path certificate, Path privateKey, Optional<Path> clientAuthority) {

  public TlsFiles {
    require("TLS certificate", certificate);
    require("TLS key", privateKey);
    clientAuthority.ifPresent(path -> require("TLS client CA", path));
  }

  private static void require(String what, Path path) {
    if (!Files.isReadable(path)) {
      throw new HeadroomException(
          ErrorCode.INVALID, what + " is '" + path + "'; expected a readable PEM file");
    }
  }
}
