package city.veedel.gateway.registry;

import city.veedel.model.AcceptedTime;
import city.veedel.model.Decoding;
import city.veedel.model.DeviceId;
import city.veedel.model.DeviceType;
import city.veedel.model.Envelope;
import city.veedel.model.FieldMapping;
import city.veedel.model.ObservedProperty;
import city.veedel.model.Payload;
import city.veedel.model.PlausibleRange;
import city.veedel.model.PropertyName;
import city.veedel.model.ResultType;
import city.veedel.model.ThingId;
import city.veedel.model.TimeMarks;
import city.veedel.schema.registry.RegisteredDevice;
import city.veedel.schema.registry.RegistryContents;
import city.veedel.schema.registry.StoredSecret;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The registry's contents as JSON and back, field by field: what is missing is an error. */
final class CachedContents {
  /** Types had a decoder's name only, and no versions. */
  private static final int UNVERSIONED_FORMAT = 1;

  private static final int FORMAT = 2;

  private CachedContents() {}

  static JsonNode toJson(RegistryContents contents, ObjectMapper mapper) {
    ObjectNode root = mapper.createObjectNode();
    root.put("format", FORMAT);
    root.put("version", contents.version());
    addProperties(root.putArray("catalogue"), contents.catalogue().values());
    ArrayNode types = root.putArray("types");
    for (DeviceType type : contents.types().values()) {
      ObjectNode node = types.addObject();
      node.put("id", type.id());
      node.put("title", type.title());
      node.put("vendor", type.vendor());
      node.put("model", type.model());
      node.put("version", type.version());
      addDecoding(node, type.decoding());
      node.put("acceptedPast", type.acceptedTime().past().toString());
      node.put("acceptedFuture", type.acceptedTime().future().toString());
      node.put("createsThings", type.createsThings());
      node.put("pseudonymisesThings", type.pseudonymisesThings());
      node.put("keepRawDays", type.keepRawDays());
      addProperties(node.putArray("properties"), type.properties().values());
    }
    ArrayNode devices = root.putArray("devices");
    for (RegisteredDevice device : contents.devices().values()) {
      ObjectNode node = devices.addObject();
      node.put("id", device.id().value());
      node.put("type", device.typeId());
      node.put("enabled", device.enabled());
      node.put("ownThing", device.ownThing().value());
      ArrayNode things = node.putArray("things");
      device.things().forEach(thing -> things.add(thing.value()));
      ArrayNode secrets = node.putArray("secrets");
      for (StoredSecret secret : device.secrets()) {
        ObjectNode stored = secrets.addObject();
        stored.put("nonce", hex(secret.nonce()));
        stored.put("verifier", hex(secret.verifier()));
        if (secret.expiresAt() != null) {
          stored.put("expiresAt", secret.expiresAt().toString());
        }
      }
      device.monthlyQuota().ifPresent(quota -> node.put("monthlyQuota", quota));
    }
    return root;
  }

  static RegistryContents fromJson(JsonNode root) {
    int format = root.required("format").intValue();
    if (format != FORMAT && format != UNVERSIONED_FORMAT) {
      throw new IllegalArgumentException("format " + format + " is not " + FORMAT);
    }
    Map<String, DeviceType> types = new HashMap<>();
    for (JsonNode node : root.required("types")) {
      DeviceType type = type(format == FORMAT ? node : versioned((ObjectNode) node));
      types.put(type.id(), type);
    }
    Map<DeviceId, RegisteredDevice> devices = new HashMap<>();
    for (JsonNode node : root.required("devices")) {
      RegisteredDevice device = device(node);
      devices.put(device.id(), device);
    }
    return new RegistryContents(
        root.required("version").longValue(),
        types,
        devices,
        properties(root.required("catalogue")));
  }

  /** What the database made of it when types got versions. */
  private static ObjectNode versioned(ObjectNode type) {
    type.put("vendor", "");
    type.put("model", "");
    type.put("version", DeviceType.FIRST_VERSION);
    addDecoding(type, Decoding.by(text(type, "decoder")));
    return type;
  }

  private static void addDecoding(ObjectNode type, Decoding decoding) {
    type.put("decoder", decoding.decoder());
    type.put("envelope", decoding.envelope().code());
    type.put("source", decoding.source());
    ArrayNode mapping = type.putArray("mapping");
    for (FieldMapping field : decoding.mapping()) {
      mapping
          .addObject()
          .put("field", field.field())
          .put("property", field.property().value())
          .put("unit", field.unit());
    }
  }

  private static Decoding decoding(JsonNode type) {
    List<FieldMapping> mapping = new ArrayList<>();
    for (JsonNode field : type.required("mapping")) {
      mapping.add(
          new FieldMapping(
              text(field, "field"),
              new PropertyName(text(field, "property")),
              text(field, "unit")));
    }
    String envelope = text(type, "envelope");
    return new Decoding(
        text(type, "decoder"),
        Envelope.findByCode(envelope)
            .orElseThrow(() -> new IllegalArgumentException("unknown envelope " + envelope)),
        text(type, "source"),
        mapping);
  }

  private static DeviceType type(JsonNode node) {
    return new DeviceType(
        text(node, "id"),
        text(node, "title"),
        text(node, "vendor"),
        text(node, "model"),
        node.required("version").intValue(),
        decoding(node),
        new AcceptedTime(
            Duration.parse(text(node, "acceptedPast")),
            Duration.parse(text(node, "acceptedFuture"))),
        node.required("createsThings").booleanValue(),
        node.required("pseudonymisesThings").booleanValue(),
        node.required("keepRawDays").intValue(),
        properties(node.required("properties")));
  }

  private static RegisteredDevice device(JsonNode node) {
    Set<ThingId> things = new HashSet<>();
    node.required("things").forEach(thing -> things.add(new ThingId(thing.textValue())));
    List<StoredSecret> secrets = new ArrayList<>();
    for (JsonNode secret : node.required("secrets")) {
      secrets.add(
          new StoredSecret(
              bytes(secret, "nonce"),
              bytes(secret, "verifier"),
              secret.has("expiresAt") ? Instant.parse(text(secret, "expiresAt")) : null));
    }
    return new RegisteredDevice(
        new DeviceId(text(node, "id")),
        text(node, "type"),
        node.required("enabled").booleanValue(),
        new ThingId(text(node, "ownThing")),
        things,
        secrets,
        node.has("monthlyQuota")
            ? OptionalLong.of(node.required("monthlyQuota").longValue())
            : OptionalLong.empty());
  }

  private static void addProperties(ArrayNode array, Collection<ObservedProperty> properties) {
    for (ObservedProperty property : properties) {
      ObjectNode node = array.addObject();
      node.put("name", property.name().value());
      node.put("titleDe", property.titleDe());
      node.put("titleEn", property.titleEn());
      node.put("unit", property.unit());
      node.put("resultType", property.resultType().code());
      node.put("expectedInterval", property.expectedInterval().toString());
      node.put("averagingPeriod", property.averagingPeriod().toString());
      node.put("timeMarks", property.timeMarks().code());
      PlausibleRange plausible = property.plausible();
      if (plausible != null) {
        node.putArray("plausible").add(plausible.min()).add(plausible.max());
      }
    }
  }

  private static Map<PropertyName, ObservedProperty> properties(JsonNode array) {
    Map<PropertyName, ObservedProperty> properties = new HashMap<>();
    for (JsonNode node : array) {
      PropertyName name = new PropertyName(text(node, "name"));
      properties.put(
          name,
          new ObservedProperty(
              name,
              text(node, "titleDe"),
              text(node, "titleEn"),
              text(node, "unit"),
              ResultType.ofCode(text(node, "resultType")),
              Duration.parse(text(node, "expectedInterval")),
              Duration.parse(text(node, "averagingPeriod")),
              TimeMarks.ofCode(text(node, "timeMarks")),
              node.has("plausible") ? plausible(node.required("plausible")) : null));
    }
    return properties;
  }

  private static PlausibleRange plausible(JsonNode range) {
    return new PlausibleRange(range.required(0).doubleValue(), range.required(1).doubleValue());
  }

  private static String text(JsonNode node, String field) {
    String text = node.required(field).textValue();
    if (text == null) {
      throw new IllegalArgumentException("\"" + field + "\" is no text");
    }
    return text;
  }

  private static Payload bytes(JsonNode node, String field) {
    return Payload.wrap(HexFormat.of().parseHex(text(node, field)));
  }

  private static String hex(Payload payload) {
    return HexFormat.of().formatHex(payload.bytes());
  }
}
