package city.veedel.model.tls;

import java.util.List;

/**
 * What TLS may be negotiated: BSI TR-02102-2 (2026-01). Only suites with an ephemeral key agreement
 * on an elliptic curve and authenticated encryption.
 */
public final class TransportPolicy {
  /** Newest first. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** Those of TLS 1.3 first. */
  public static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

  /** Elliptic curves for the key agreement, by preference. */
  public static final List<String> NAMED_GROUPS = List.of("secp256r1", "secp384r1", "secp521r1");

  /** How long a client may take for its handshake. */
  public static final int HANDSHAKE_SECONDS = 10;

  private TransportPolicy() {}
}
