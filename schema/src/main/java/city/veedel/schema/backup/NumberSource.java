package city.veedel.schema.backup;

/**
 * The last number a table gave out, so that a restored one never gives it out again.
 *
 * @param column that takes its values from a sequence
 */
public record NumberSource(String table, String column, long last) {}
