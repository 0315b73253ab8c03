package city.veedel.standalone.product;

import city.veedel.gateway.bridge.BridgeConfig;
import city.veedel.schema.DatabaseException;
import city.veedel.schema.audit.Act;
import city.veedel.schema.audit.Actor;
import city.veedel.schema.audit.AuditEntry;
import city.veedel.schema.audit.AuditTrail;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the audit trail when the file of bridges is another one than at the last start. It is known
 * again by an HMAC under the pepper: the file has passwords in it, and a bare hash would let them
 * be guessed.
 */
final class BridgesAudit {
  private static final Logger LOG = LoggerFactory.getLogger(BridgesAudit.class);
  private static final String SUBJECT = "bridges";
  private static final String FINGERPRINT = "fingerprint";
  private static final String NONE = "none";
  private static final int FINGERPRINT_BYTES = 16;

  private final AuditTrail trail;
  private final byte[] pepper;
  private final InstantSource clock;

  BridgesAudit(AuditTrail trail, byte[] pepper, InstantSource clock) {
    this.trail = trail;
    this.pepper = pepper.clone();
    this.clock = clock;
  }

  /** Blocks on the database; what cannot be told now is told by the next start. */
  void tell(Optional<Path> file, List<BridgeConfig> bridges) {
    try {
      String fingerprint = file.isPresent() ? fingerprint(Files.readAllBytes(file.get())) : NONE;
      String before = trail.latest(Act.BRIDGES_CHANGED, SUBJECT, FINGERPRINT).orElse(NONE);
      if (!fingerprint.equals(before)) {
        trail.append(
            AuditEntry.of(
                clock.instant(),
                Actor.shell(),
                Act.BRIDGES_CHANGED,
                SUBJECT,
                Map.of(FINGERPRINT, fingerprint, "brokers", brokers(bridges))));
      }
    } catch (IOException | DatabaseException e) {
      LOG.warn("Whether the bridges changed cannot be told to the audit trail now", e);
    }
  }

  /** Names and addresses, without user and password. */
  private static String brokers(List<BridgeConfig> bridges) {
    return bridges.stream()
        .map(bridge -> bridge.name() + " " + address(bridge.broker()))
        .collect(Collectors.joining(", "));
  }

  private static String address(URI broker) {
    return broker.getHost() + ":" + broker.getPort();
  }

  private String fingerprint(byte[] file) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(pepper, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(file), 0, FINGERPRINT_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
    }
  }
}
