package city.veedel.model.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate and its key in two files, which somebody else replaces one after the other.
 *
 * @param certificate PEM: the server's first, then its chain
 * @param key PEM, PKCS #8
 */
public record KeyPairFiles(Path certificate, Path key) {
  private static final byte[] SAMPLE = {'v', 'e', 'e', 'd', 'e', 'l'};

  /** Differs when one of the files does. Blocks on the disk. */
  public String state() {
    return stateOf(certificate) + " " + stateOf(key);
  }

  private static String stateOf(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + "/" + attributes.size() + "/" + attributes.fileKey();
    } catch (IOException e) {
      return "unreadable"; // told when it is used
    }
  }

  /**
   * Checks that each key is that of its certificate. Nothing else would notice a certificate that
   * came before its key: every handshake would fail.
   *
   * @param managers made from the two files
   * @throws GeneralSecurityException when a key belongs to another certificate
   */
  public static void requireMatch(KeyManager... managers) throws GeneralSecurityException {
    for (KeyManager manager : managers) {
      if (manager instanceof X509KeyManager pairs) {
        for (String type : List.of("EC", "RSA")) {
          String[] names = pairs.getServerAliases(type, null);
          for (String name : names == null ? new String[0] : names) {
            X509Certificate own = pairs.getCertificateChain(name)[0];
            requireMatch(type, pairs.getPrivateKey(name), own.getPublicKey());
          }
        }
      }
    }
  }

  private static void requireMatch(String type, PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(type.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
    signature.initSign(key);
    signature.update(SAMPLE);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(SAMPLE);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the key is not that of the certificate");
    }
  }
}
