package city.veedel.schema.registry;

/**
 * Whose accounts, devices and device types these are.
 *
 * @param slug its name in commands and addresses
 * @param name for people
 * @param accounts how many log in for it
 * @param devices how many it has registered
 */
public record Organisation(int id, String slug, String name, long accounts, long devices) {}
