package city.veedel.dashboard.query;

import city.veedel.model.ResultType;
import city.veedel.model.TimeMarks;
import java.time.Duration;

/**
 * What a datastream is, without its values.
 *
 * @param unit UCUM code
 * @param expectedInterval how often a value should come
 * @param averagingPeriod zero for instantaneous values
 */
public record CatalogueDatastream(
    int id,
    String property,
    String titleDe,
    String titleEn,
    String unit,
    ResultType resultType,
    Duration expectedInterval,
    Duration averagingPeriod,
    TimeMarks timeMarks,
    Visibility visibility) {}
