package city.veedel.decode.select;

import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decoders of types, each made once: of every type that of its present version and that of the one
 * before, for messages that were on their way when it changed. What is older than both is made for
 * one message and not kept. Beyond the bound the type goes that was not asked for the longest.
 */
final class KeptDecoders {
  private final int mostTypes;
  private final Map<String, Versions> byType = new ConcurrentHashMap<>();

  /** Counts how many were asked for before they were made; what is used is marked with it. */
  private final AtomicLong age = new AtomicLong();

  KeptDecoders(int mostTypes) {
    this.mostTypes = mostTypes;
  }

  /** A decoder that was made, without waiting. */
  Optional<TypeDecoder> find(DeviceType type) {
    Versions versions = byType.get(type.id());
    Slot slot = versions == null ? null : versions.find(type);
    if (versions == null || slot == null) {
      return Optional.empty();
    }
    versions.use(age.get());
    return Optional.ofNullable(slot.decoder);
  }

  /** As {@link #find}; who comes first makes it, and others wait for it. */
  TypeDecoder get(DeviceType type, Function<DeviceType, TypeDecoder> make) {
    Versions versions =
        byType.compute(
            type.id(),
            (_, known) ->
                known == null ? new Versions(new Slot(type), null) : known.including(type));
    versions.use(age.getAndIncrement());
    if (byType.size() > mostTypes) {
      evict(type.id());
    }
    Slot slot = versions.find(type);
    return slot == null ? make.apply(type) : slot.make(type, make);
  }

  private synchronized void evict(String except) {
    while (byType.size() > mostTypes) {
      byType.entrySet().stream()
          .filter(entry -> !entry.getKey().equals(except))
          .min(Comparator.comparingLong(entry -> entry.getValue().lastUsed))
          .ifPresent(oldest -> byType.remove(oldest.getKey(), oldest.getValue()));
    }
  }

  private static final class Versions {
    private final Slot present;
    private final @Nullable Slot former;
    private volatile long lastUsed;

    Versions(Slot present, @Nullable Slot former) {
      this.present = present;
      this.former = former;
    }

    @Nullable Slot find(DeviceType type) {
      if (present.isOf(type)) {
        return present;
      }
      return former != null && former.isOf(type) ? former : null;
    }

    Versions including(DeviceType type) {
      if (find(type) != null) {
        return this;
      }
      if (type.version() >= present.version) {
        return new Versions(new Slot(type), present);
      }
      return former == null || type.version() > former.version
          ? new Versions(present, new Slot(type))
          : this;
    }

    /** Written only when it is new: every message reads it. */
    void use(long now) {
      if (lastUsed != now) {
        lastUsed = now;
      }
    }
  }

  /** The place of one version. */
  private static final class Slot {
    private final int version;
    private volatile Decoding decoding;
    private volatile @Nullable TypeDecoder decoder;

    Slot(DeviceType type) {
      this.version = type.version();
      this.decoding = type.decoding();
    }

    /**
     * Whether it is for this very version. Equal sources are compared character by character once
     * after the registry was read anew, and not for every message.
     */
    @SuppressWarnings("ReferenceEquality") // Looks for equal ones afterwards.
    boolean isOf(DeviceType type) {
      if (version != type.version()) {
        return false;
      }
      if (decoding == type.decoding()) {
        return true;
      }
      boolean isEqual = decoding.equals(type.decoding());
      if (isEqual) {
        decoding = type.decoding();
      }
      return isEqual;
    }

    /** What throws is tried again by the next message. */
    synchronized TypeDecoder make(DeviceType type, Function<DeviceType, TypeDecoder> how) {
      TypeDecoder made = decoder;
      if (made == null) {
        made = how.apply(type);
        decoder = made;
      }
      return made;
    }
  }
}
