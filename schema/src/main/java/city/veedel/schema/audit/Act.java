package city.veedel.schema.audit;

/**
 * Everything that leaves an entry in the audit trail. What is not in this list changes nothing,
 * opens nothing that was kept, or is a device's ordinary message; {@code docs/conformance/audit.md}
 * is made from it.
 */
public enum Act {
  LOGIN_SUCCEEDED("login.succeeded", "account", "somebody logged in and got a session"),
  LOGIN_REFUSED(
      "login.refused",
      "account, or - for names nobody has",
      "wrong passwords of one minute: count, addresses; never the name that was typed"),
  LOGIN_SLOWED(
      "login.slowed",
      "account, or - for names nobody has",
      "logins of one minute that were told to wait: count, addresses"),
  LOGIN_ENDED("login.ended", "account", "a session or an API token was ended by whoever had it"),
  ACCOUNT_CREATED("account.created", "account", "an account was made, in a role"),
  ACCOUNT_REMOVED(
      "account.removed", "account", "an account was removed with its sessions and tokens"),
  PASSWORD_CHANGED(
      "account.password_changed", "account", "its password was set; its sessions and tokens ended"),
  TOKEN_ISSUED(
      "token.issued", "account", "an API token was issued: title, lifetime; never the token"),
  ORGANISATION_ADDED("organisation.added", "organisation", "an organisation was added: name"),
  DEVICE_REGISTERED("device.registered", "device", "a device was registered and its secret shown"),
  DEVICES_REGISTERED(
      "devices.registered",
      "first to last device",
      "many at once, by a simulation or a replay: how many of them were new; the secrets of all"
          + " were computed"),
  THINGS_ADDED("device.things_added", "device", "it may speak for further things"),
  SECRET_ROTATED(
      "device.secret_rotated", "device", "it got a new secret: how long the former is valid yet"),
  DEVICE_ENABLED("device.enabled", "device", "it may speak again"),
  DEVICE_DISABLED("device.disabled", "device", "it is locked out"),
  QUOTA_SET("device.quota_set", "device", "its quota was set, or taken away: allowed"),
  QUOTA_EXCEEDED(
      "device.quota_exceeded",
      "device",
      "it has used up its quota, once a month: month, allowed, used, protocol"),
  DEVICE_TYPE_ADDED("device_type.added", "device type", "a device type was added: decoder"),
  DEVICE_TYPE_CHANGED(
      "device_type.changed", "device type", "a device type got a new version: version, decoder"),
  DEAD_LETTERS_READ(
      "dead_letter.read",
      "id, or the device of a list, or - for all",
      "refused messages were shown with their content: count; once a minute for an account and"
          + " the same question"),
  DEAD_LETTER_REPLAYED(
      "dead_letter.replayed", "id", "a refused message was handed in again: device, outcome"),
  MESSAGES_READ(
      "message.read", "device type", "accepted messages were shown as they came in: count"),
  BRIDGES_CHANGED(
      "bridges.changed",
      "bridges",
      "the product started with another file of bridges than before: brokers, a fingerprint"),
  BACKUP_TAKEN("backup.taken", "directory", "everything was copied, secrets among it"),
  BACKUP_RESTORED(
      "backup.restored",
      "backup",
      "what happened between it and this entry is not in the trail: taken_at, product");

  private final String code;
  private final String subject;
  private final String meaning;

  Act(String code, String subject, String meaning) {
    this.code = code;
    this.subject = subject;
    this.meaning = meaning;
  }

  /** What the entry's action says, such as {@code device.quota_set}; never changes. */
  public String code() {
    return code;
  }

  /** In words, what the entry's subject names. */
  public String subject() {
    return subject;
  }

  /** In words, what happened, and which facts the entry has beside those of the actor. */
  public String meaning() {
    return meaning;
  }
}
