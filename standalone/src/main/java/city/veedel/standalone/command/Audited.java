package city.veedel.standalone.command;

import city.veedel.schema.audit.Act;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a command leaves in the audit trail, or why it leaves nothing. One of both is said. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface Audited {
  /** Each of them at most once, where it comes to it. */
  Act[] value() default {};

  /** In words; empty where there are acts. */
  String exempt() default "";
}
