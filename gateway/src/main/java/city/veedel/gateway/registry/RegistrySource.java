package city.veedel.gateway.registry;

import city.veedel.schema.registry.RegistryContents;

/** Port: where the registry is kept. Both methods may block, and throw when it is away. */
public interface RegistrySource {
  /** Grows with every change; cheap enough to be asked every second. */
  long version();

  RegistryContents read();
}
