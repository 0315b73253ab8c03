package city.veedel.dashboard.live;

import city.veedel.dashboard.query.CityFilter;

/**
 * What a client wants to follow.
 *
 * @param lastEventId the last event it has, or empty
 */
public record LiveRequest(CityFilter filter, String lastEventId) {}
