package city.veedel.gateway.mqtt;

import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.registry.DeviceDirectory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What all connections share; every part of it may be used by any thread.
 *
 * @param unackedBytes of all connections together
 * @param nanoTime {@link System#nanoTime}, but where a test has a clock of its own
 */
record FrontEnd(
    MqttConfig config,
    DeviceDirectory directory,
    Intake intake,
    DeviceRates rates,
    Admission admission,
    Sessions sessions,
    Subscribers subscribers,
    Wills wills,
    AtomicLong unackedBytes,
    MqttMetrics metrics,
    LongSupplier nanoTime) {}
