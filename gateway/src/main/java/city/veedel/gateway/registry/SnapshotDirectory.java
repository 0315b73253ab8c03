package city.veedel.gateway.registry;

import city.veedel.model.DeviceId;
import city.veedel.model.Payload;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.schema.registry.StoredSecret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers from the present {@link RegistrySnapshot}; readers never wait for a swap. */
public final class SnapshotDirectory implements DeviceDirectory {
  /** Longer secrets cannot be ours; they are not hashed, so that nobody can make us hash much. */
  private static final int MAX_SECRET_LENGTH = 256;

  /** A device has two secrets at most; every attempt is compared with as many. */
  private static final int COMPARISONS = 2;

  private static final Logger log = LoggerFactory.getLogger(SnapshotDirectory.class);

  private final DeviceSecrets secrets;
  private final InstantSource clock;
  private final StoredSecret nobodys;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile RegistrySnapshot snapshot = RegistrySnapshot.empty();

  public SnapshotDirectory(DeviceSecrets secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
    // No secret has this verifier: it is no HMAC value of the pepper that anybody could find.
    this.nobodys =
        new StoredSecret(
            Payload.wrap(new byte[0]), Payload.wrap(new byte[secrets.verifierOf("").length]), null);
  }

  public RegistrySnapshot snapshot() {
    return snapshot;
  }

  /** Makes {@code next} what everybody sees, then tells the listeners. One caller at a time. */
  public void swap(RegistrySnapshot next) {
    snapshot = next;
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        log.error("A listener to changes of the device registry failed.", e);
      }
    }
  }

  @Override
  public Optional<KnownDevice> find(DeviceId id) {
    return snapshot.find(id).map(RegistrySnapshot.Entry::device);
  }

  @Override
  public Optional<KnownDevice> authenticate(String id, String secret) {
    Optional<RegistrySnapshot.Entry> entry = findEntry(id);
    List<StoredSecret> stored = entry.map(RegistrySnapshot.Entry::secrets).orElse(List.of());
    byte[] verifier = secrets.verifierOf(secret.length() <= MAX_SECRET_LENGTH ? secret : "");
    Instant now = clock.instant();
    boolean matched = false;
    for (int i = 0; i < COMPARISONS; i++) {
      StoredSecret candidate = i < stored.size() ? stored.get(i) : nobodys;
      matched |= DeviceSecrets.matches(verifier, candidate) && candidate.isValidAt(now);
    }
    return matched ? entry.map(RegistrySnapshot.Entry::device) : Optional.empty();
  }

  @Override
  public List<PreSharedKey> preSharedKeys(String id) {
    Instant now = clock.instant();
    return findEntry(id).stream()
        .flatMap(entry ->
            entry.secrets().stream()
                .filter(secret -> secret.isValidAt(now))
                .sorted(Comparator.comparing(SnapshotDirectory::lastingUntil).reversed())
                .map(secret -> key(entry.device().id(), secret)))
        .toList();
  }

  private PreSharedKey key(DeviceId id, StoredSecret secret) {
    byte[] ascii = secrets.secretFor(id, secret.nonce()).getBytes(StandardCharsets.US_ASCII);
    return new PreSharedKey(secret.nonce(), Payload.wrap(ascii));
  }

  @Override
  public boolean isValid(DeviceId id, Payload nonce) {
    Instant now = clock.instant();
    return snapshot.find(id).stream()
        .flatMap(entry -> entry.secrets().stream())
        .anyMatch(secret -> secret.nonce().equals(nonce) && secret.isValidAt(now));
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private Optional<RegistrySnapshot.Entry> findEntry(String id) {
    return DeviceId.isValid(id) ? snapshot.find(new DeviceId(id)) : Optional.empty();
  }

  /** The present secret has no end. */
  private static Instant lastingUntil(StoredSecret secret) {
    Instant expiresAt = secret.expiresAt();
    return expiresAt == null ? Instant.MAX : expiresAt;
  }
}
