package city.veedel.dashboard;

import city.veedel.dashboard.http.HttpConfig;
import city.veedel.dashboard.live.LiveConfig;
import city.veedel.dashboard.store.StoreConfig;

/** Every bound and choice of the dashboard. */
public record DashboardConfig(HttpConfig http, LiveConfig live, StoreConfig store) {
  public static DashboardConfig defaults() {
    return new DashboardConfig(
        HttpConfig.defaults(), LiveConfig.defaults(), StoreConfig.defaults());
  }

  public DashboardConfig withHttp(HttpConfig other) {
    return new DashboardConfig(other, live, store);
  }

  public DashboardConfig withLive(LiveConfig other) {
    return new DashboardConfig(http, other, store);
  }

  public DashboardConfig withStore(StoreConfig other) {
    return new DashboardConfig(http, live, other);
  }
}
