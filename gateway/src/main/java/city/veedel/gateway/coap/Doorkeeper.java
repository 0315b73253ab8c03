package city.veedel.gateway.coap;

import city.veedel.decode.ContentFormat;
import city.veedel.gateway.registry.DeviceDirectory;
import city.veedel.gateway.registry.KnownDevice;
import city.veedel.model.DeviceId;
import city.veedel.model.RefusalReason;
import java.util.List;
import java.util.Optional;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.elements.EndpointContext;

/**
 * Decides from a request's options alone whether it is a device's uplink: address, method, format,
 * size, and who sends it. Keeps no state, so that it can be asked for every block of a body before
 * any memory is spent on it.
 */
final class Doorkeeper {
  private static final String KEY = "key=";

  private final DeviceDirectory directory;
  private final int maxBodyBytes;
  private final boolean secure;

  /**
   * @param secure whether DTLS says who the sender is; otherwise the query's key does
   */
  Doorkeeper(DeviceDirectory directory, int maxBodyBytes, boolean secure) {
    this.directory = directory;
    this.maxBodyBytes = maxBodyBytes;
    this.secure = secure;
  }

  sealed interface Verdict {
    /** An uplink of this device. */
    record Admitted(KnownDevice device, String address, ContentFormat format) implements Verdict {}

    /**
     * @param size1 the longest body allowed, or 0 where size is not the reason
     */
    record TurnedAway(ResponseCode code, String detail, int size1) implements Verdict {}
  }

  Verdict judge(Request request, EndpointContext sender) {
    OptionSet options = request.getOptions();
    List<String> path = options.getUriPath();
    if (path.size() != 3 || !path.get(0).equals("v1") || !path.get(2).equals("up")) {
      return away(RefusalReason.ADDRESS_UNKNOWN, "only /v1/{device}/up is served");
    }
    if (request.getCode() != Code.POST) {
      return new Verdict.TurnedAway(
          ResponseCode.METHOD_NOT_ALLOWED, "only POST is allowed at /v1/{device}/up", 0);
    }
    Optional<Verdict> unsupported = unsupported(options);
    if (unsupported.isPresent()) {
      return unsupported.get();
    }
    String named = path.get(1);
    return secure ? judgePrincipal(named, sender, request) : judgeKey(named, request);
  }

  /**
   * A complete request, each of whose datagrams was admitted: its path names the device that proved
   * itself with every one of them. What is asked here is whether that device is still known.
   */
  Verdict judgeAgain(Request admitted) {
    DeviceId named = new DeviceId(admitted.getOptions().getUriPath().get(1));
    Optional<KnownDevice> device = directory.find(named);
    return device.isPresent()
        ? judgeBody(device.get(), admitted)
        : away(RefusalReason.NOT_AUTHENTICATED, "this device is disabled");
  }

  /** Options whose meaning must not be ignored (RFC 7252, sections 5.4.1 and 5.10; RFC 8613). */
  private static Optional<Verdict> unsupported(OptionSet options) {
    if (options.hasProxyUri() || options.hasProxyScheme()) {
      return Optional.of(
          new Verdict.TurnedAway(ResponseCode.PROXY_NOT_SUPPORTED, "this is no proxy", 0));
    }
    if (options.getIfMatchCount() > 0 || options.hasIfNoneMatch()) {
      return Optional.of(
          new Verdict.TurnedAway(
              ResponseCode.PRECONDITION_FAILED, "an uplink has no entity tag to match", 0));
    }
    if (options.hasOscore()) {
      return Optional.of(
          new Verdict.TurnedAway(ResponseCode.BAD_OPTION, "OSCORE is not supported", 0));
    }
    return Optional.empty();
  }

  private Verdict judgePrincipal(String named, EndpointContext sender, Request request) {
    Optional<KnownDevice> device =
        SessionKeys.deviceOf(sender.getPeerIdentity(), directory).flatMap(directory::find);
    if (device.isEmpty()) {
      return away(
          RefusalReason.NOT_AUTHENTICATED, "this device is disabled or its secret replaced");
    }
    String identity = device.get().id().value();
    if (!identity.equals(named)) {
      return away(
          RefusalReason.NOT_AUTHORIZED, "this session may post to /v1/" + identity + "/up only");
    }
    return judgeBody(device.get(), request);
  }

  private Verdict judgeKey(String named, Request request) {
    String secret = "";
    for (String parameter : request.getOptions().getUriQuery()) {
      if (parameter.startsWith(KEY)) {
        secret = parameter.substring(KEY.length());
      }
    }
    Optional<KnownDevice> device = directory.authenticate(named, secret);
    return device.isPresent()
        ? judgeBody(device.get(), request)
        : away(RefusalReason.NOT_AUTHENTICATED, "unknown device or wrong key");
  }

  private Verdict judgeBody(KnownDevice device, Request request) {
    OptionSet options = request.getOptions();
    Optional<ContentFormat> format =
        options.hasContentFormat()
            ? ContentFormat.findByCoapNumber(options.getContentFormat())
            : Optional.of(ContentFormat.UNDECLARED);
    if (format.isEmpty()) {
      return away(
          RefusalReason.FORMAT_UNSUPPORTED,
          "Content-Format "
              + options.getContentFormat()
              + " is not supported; 50, 60, 42, 110 and 112 are");
    }
    long announced = options.hasSize1() ? options.getSize1() : 0;
    BlockOption block = options.getBlock1();
    long reached = (block == null ? 0 : (long) block.getOffset()) + request.getPayloadSize();
    if (Math.max(announced, reached) > maxBodyBytes) {
      return new Verdict.TurnedAway(
          ResponseCode.REQUEST_ENTITY_TOO_LARGE,
          "the body has more than " + maxBodyBytes + " bytes",
          maxBodyBytes);
    }
    return new Verdict.Admitted(device, "/v1/" + device.id().value() + "/up", format.get());
  }

  private static Verdict away(RefusalReason reason, String detail) {
    return new Verdict.TurnedAway(ResponseCode.valueOf(reason.coapCode()), detail, 0);
  }
}
