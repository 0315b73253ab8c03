package city.veedel.dashboard.http;

import io.vertx.core.http.HttpMethod;

/**
 * One thing that can be asked.
 *
 * @param path with {@code :name} for parameters
 */
record Endpoint(HttpMethod method, String path, Access access, Answerer answerer) {
  /** Answers on a virtual thread; may block, within the bounds of the store. */
  @FunctionalInterface
  interface Answerer {
    Answer answer(Request request);
  }

  static Endpoint get(String path, Access access, Answerer answerer) {
    return new Endpoint(HttpMethod.GET, path, access, answerer);
  }

  static Endpoint post(String path, Access access, Answerer answerer) {
    return new Endpoint(HttpMethod.POST, path, access, answerer);
  }
}
