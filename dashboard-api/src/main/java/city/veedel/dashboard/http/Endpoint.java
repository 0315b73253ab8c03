package city.veedel.dashboard.http;

import io.vertx.core.http.HttpMethod;

/**
 * One thing that can be asked.
 *
 * @param path with {@code :name} for parameters
 * @param bodyBytes longest request body, where that is more than {@link HttpConfig#bodyBytes()}
 */
record Endpoint(HttpMethod method, String path, Access access, Answerer answerer, int bodyBytes) {
  /** Answers on a virtual thread; may block, within the bounds of the store. */
  @FunctionalInterface
  interface Answerer {
    Answer answer(Request request);
  }

  static Endpoint get(String path, Access access, Answerer answerer) {
    return new Endpoint(HttpMethod.GET, path, access, answerer, 0);
  }

  static Endpoint post(String path, Access access, Answerer answerer) {
    return new Endpoint(HttpMethod.POST, path, access, answerer, 0);
  }

  Endpoint withBody(int longest) {
    return new Endpoint(method, path, access, answerer, longest);
  }
}
