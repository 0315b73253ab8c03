package city.veedel.standalone.product;

import city.veedel.dashboard.http.HealthCheck.State;
import java.util.function.Supplier;

/**
 * Asked before the part it asks about exists: ingest tells the dashboard, so it starts after it.
 */
final class LateHealth implements Supplier<State> {
  private volatile Supplier<State> target = () -> State.failing("not started yet");

  void connect(Supplier<State> other) {
    target = other;
  }

  @Override
  public State get() {
    return target.get();
  }
}
