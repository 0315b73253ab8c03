package city.veedel.standalone.command;

import city.veedel.model.Decoding;
import city.veedel.model.DeviceType;
import city.veedel.model.FieldMapping;
import city.veedel.model.ObservedProperty;
import city.veedel.model.PlausibleRange;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Comparator;

/** A device type as {@link DeviceTypeFile} reads it. */
final class DeviceTypeYaml {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private DeviceTypeYaml() {}

  static String of(DeviceType type) {
    ObjectNode root = YAML.createObjectNode();
    root.put("id", type.id());
    root.put("title", type.title());
    root.put("vendor", type.vendor());
    root.put("model", type.model());
    addDecoding(root, type.decoding());
    root.put("accepted-past", type.acceptedTime().past().toString());
    root.put("accepted-future", type.acceptedTime().future().toString());
    root.put("creates-things", type.createsThings());
    root.put("pseudonymises-things", type.pseudonymisesThings());
    root.put("keep-raw-days", type.keepRawDays());
    ArrayNode properties = root.putArray("properties");
    type.properties().values().stream()
        .sorted(Comparator.comparing(ObservedProperty::name))
        .forEach(property -> add(properties.addObject(), property));
    try {
      return YAML.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written as YAML", e);
    }
  }

  private static void addDecoding(ObjectNode root, Decoding decoding) {
    root.put("decoder", decoding.decoder());
    root.put("envelope", decoding.envelope().code());
    if (!decoding.source().isEmpty()) {
      root.put("source", decoding.source());
    }
    ArrayNode fields = root.putArray("fields");
    for (FieldMapping field : decoding.mapping()) {
      fields
          .addObject()
          .put("field", field.field())
          .put("property", field.property().value())
          .put("unit", field.unit());
    }
  }

  private static void add(ObjectNode node, ObservedProperty property) {
    node.put("name", property.name().value());
    node.put("title-de", property.titleDe());
    node.put("title-en", property.titleEn());
    node.put("unit", property.unit());
    node.put("result-type", property.resultType().code());
    node.put("expected-interval", property.expectedInterval().toString());
    node.put("averaging-period", property.averagingPeriod().toString());
    node.put("time-marks", property.timeMarks().code());
    PlausibleRange plausible = property.plausible();
    if (plausible != null) {
      node.putArray("plausible").add(plausible.min()).add(plausible.max());
    }
  }
}
