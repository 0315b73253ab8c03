package city.veedel.script;

/** Is told when a device type is switched off; on a thread that runs scripts: return soon. */
@FunctionalInterface
public interface SwitchOffListener {
  void switchedOff(SwitchedOff notice);
}
