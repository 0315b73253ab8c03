package city.veedel.gateway.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This test would fail if the clause were not kept. Ids are those of the tables beside {@link
 * ClauseTable}: {@code MQTT5-3.1.2-24}, {@code MQTT3-3.1.2-22}, {@code RFC7252-4.2-1}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Clause {
  String[] value();
}
