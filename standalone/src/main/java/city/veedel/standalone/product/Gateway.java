package city.veedel.standalone.product;

import city.veedel.decode.select.TypeDecoders;
import city.veedel.decode.unit.Units;
import city.veedel.gateway.bridge.Bridge;
import city.veedel.gateway.bridge.BridgeConfig;
import city.veedel.gateway.coap.CoapConfig;
import city.veedel.gateway.coap.CoapServer;
import city.veedel.gateway.http.DeviceUplinkConfig;
import city.veedel.gateway.http.DeviceUplinkRoutes;
import city.veedel.gateway.intake.DeviceQuotas;
import city.veedel.gateway.intake.DeviceRates;
import city.veedel.gateway.intake.Intake;
import city.veedel.gateway.intake.IntakeConfig;
import city.veedel.gateway.intake.IntakeMetrics;
import city.veedel.gateway.intake.JournalingIntake;
import city.veedel.gateway.intake.Pseudonyms;
import city.veedel.gateway.intake.QuotaConfig;
import city.veedel.gateway.intake.QuotaFollower;
import city.veedel.gateway.intake.QuotaIntake;
import city.veedel.gateway.intake.ReceiptClock;
import city.veedel.gateway.mqtt.MqttConfig;
import city.veedel.gateway.mqtt.MqttServer;
import city.veedel.gateway.registry.RegistryConfig;
import city.veedel.gateway.registry.RegistryFollower;
import city.veedel.gateway.registry.SnapshotDirectory;
import city.veedel.journal.Journal;
import city.veedel.schema.Database;
import city.veedel.schema.audit.AuditTrail;
import city.veedel.schema.receipt.Receipts;
import city.veedel.schema.registry.DeviceSecrets;
import city.veedel.standalone.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Every front end of the gateway, on one intake. */
final class Gateway implements AutoCloseable {
  private static final int PSEUDONYM_KEY_BYTES = 32;
  private static final Duration AUDIT_RETRY = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Settings settings;
  private final Journal journal;
  private final MeterRegistry meters;
  private final SnapshotDirectory devices;
  private final RegistryFollower registry;
  private final Preparation preparation;
  private final AuditWriter audit;
  private final BridgesAudit bridgesAudit;
  private final QuotaFollower quotas;
  private final JournalingIntake journaling;
  private final Intake intake;
  private final DeviceRates rates;
  private @Nullable MqttServer mqtt;
  private @Nullable CoapServer coap;
  private @Nullable DeviceUplinkRoutes uplink;
  private final List<Bridge> bridges = new ArrayList<>();

  Gateway(
      Vertx vertx,
      Settings settings,
      DataDirectory directory,
      Database database,
      Preparation preparation,
      Journal journal,
      TypeDecoders decoders,
      Units units,
      MeterRegistry meters,
      InstantSource clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.journal = journal;
    this.meters = meters;
    this.preparation = preparation;
    this.devices = new SnapshotDirectory(new DeviceSecrets(directory.pepper()), clock);
    this.registry =
        new RegistryFollower(
            new PreparedRegistry(preparation),
            devices,
            RegistryConfig.defaults(directory.gateway()));
    registry.start();
    this.rates = new DeviceRates(IntakeConfig.DEFAULTS.rates(), clock);
    AuditTrail trail = new AuditTrail(database.dataSource());
    this.audit = AuditWriter.start(trail, AUDIT_RETRY, AuditWriter.MAX_WAITING);
    this.bridgesAudit = new BridgesAudit(trail, directory.pepper(), clock);
    DeviceQuotas uses = new DeviceQuotas(clock, audit);
    this.quotas =
        QuotaFollower.start(
            () -> devices.snapshot().withQuota(),
            new Receipts(database)::acceptedSince,
            uses,
            QuotaConfig.DEFAULTS);
    IntakeMetrics metrics = new IntakeMetrics(meters);
    byte[] pseudonymKey = new byte[PSEUDONYM_KEY_BYTES];
    new SecureRandom().nextBytes(pseudonymKey);
    this.journaling =
        new JournalingIntake(
            decoders,
            units,
            new Pseudonyms(IntakeConfig.DEFAULTS.pseudonyms(), pseudonymKey),
            journal,
            new ReceiptClock(clock),
            metrics,
            IntakeConfig.DEFAULTS);
    this.intake = new QuotaIntake(journaling, uses, metrics);
  }

  /** Where the front ends listen; 0 means off. */
  record Ports(int mqtt, int mqtts, int coap, int coaps) {}

  /** For what an operator hands in: no device's quota stops it. */
  Intake intakeWithoutQuotas() {
    return journaling;
  }

  SnapshotDirectory devices() {
    return devices;
  }

  void refreshRegistry() {
    registry.refreshNow();
  }

  void mountUplink(Router router) {
    uplink = DeviceUplinkRoutes.mount(router, DeviceUplinkConfig.DEFAULT, devices, intake, rates);
  }

  Ports listen() {
    CompletionStage<MqttServer> starting =
        MqttServer.start(vertx, mqttConfig(), devices, intake, journal, rates, meters);
    try {
      coap = CoapServer.start(coapConfig(), devices, intake, rates);
    } finally {
      mqtt = Product.await(starting);
    }
    List<BridgeConfig> configs = settings.bridges().map(BridgesFile::read).orElse(List.of());
    preparation.whenReady(() -> bridgesAudit.tell(settings.bridges(), configs));
    configs.forEach(config -> bridges.add(Bridge.start(config, devices, intake, rates)));
    return new Ports(
        mqtt.port(),
        mqtt.tlsPort().orElse(0),
        coap.plainPort().orElse(0),
        coap.securePort().orElse(0));
  }

  private MqttConfig mqttConfig() {
    MqttConfig defaults = MqttConfig.defaults();
    Optional<MqttConfig.Tls> tls =
        settings
            .certificate()
            .map(certificate ->
                new MqttConfig.Tls(
                    settings.ports().mqtts(), certificate.chain(), certificate.key()));
    return defaults.with(
        new MqttConfig.Listen(
            settings.bind(), settings.ports().mqtt(), tls, defaults.listen().eventLoops()));
  }

  private CoapConfig coapConfig() {
    return CoapConfig.DEFAULT.withPorts(
        settings.bind(),
        settings.coapPlain() ? settings.ports().coap() : CoapConfig.OFF,
        settings.ports().coaps());
  }

  /** No new messages; what was taken is answered. */
  void stopListening() {
    if (uplink != null) {
      uplink.close();
    }
    if (mqtt != null) {
      Product.await(mqtt.close());
      mqtt = null;
    }
    if (coap != null) {
      coap.close();
      coap = null;
    }
    bridges.forEach(Bridge::close);
    bridges.clear();
  }

  @Override
  public void close() {
    stopListening();
    journaling.close();
    quotas.close();
    audit.close();
    registry.close();
  }
}
