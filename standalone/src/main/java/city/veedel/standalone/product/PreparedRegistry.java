package city.veedel.standalone.product;

import city.veedel.gateway.registry.RegistrySource;
import city.veedel.schema.registry.RegistryContents;

/** The registry of the database, as the gateway reads it; away until the database is prepared. */
final class PreparedRegistry implements RegistrySource {
  private final Preparation preparation;

  PreparedRegistry(Preparation preparation) {
    this.preparation = preparation;
  }

  @Override
  public long version() {
    return preparation.registry().version();
  }

  @Override
  public RegistryContents read() {
    return preparation.registry().read();
  }
}
