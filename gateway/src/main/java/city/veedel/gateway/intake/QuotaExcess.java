package city.veedel.gateway.intake;

import city.veedel.model.DeviceId;
import city.veedel.model.Protocol;
import java.time.Instant;
import java.time.YearMonth;

/**
 * A device has used up its quota: a message was discarded.
 *
 * @param at of the first discarded message
 * @param month in Europe/Berlin
 * @param allowed observations in that month
 * @param used observations accepted in it; more than allowed if the last message held several
 */
public record QuotaExcess(
    DeviceId device, Protocol protocol, Instant at, YearMonth month, long allowed, long used) {}
