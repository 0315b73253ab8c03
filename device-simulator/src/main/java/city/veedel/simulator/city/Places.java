package city.veedel.simulator.city;

import city.veedel.model.Location;
import java.util.List;
import java.util.stream.Stream;

/**
 * Places of Köln that people know, written down from the map by hand and rounded to about ten
 * metres. One row per place; what follows the name differs from table to table.
 */
final class Places {
  /** Squares, stations, parks and quarters: name, then {@code lon lat}. */
  private static final String ANCHORS =
      """
      Dom|6.9570 50.9413
      Hauptbahnhof|6.9588 50.9427
      Breslauer Platz|6.9598 50.9441
      Alter Markt|6.9600 50.9386
      Heumarkt|6.9603 50.9363
      Rathaus|6.9586 50.9380
      Appellhofplatz|6.9508 50.9407
      Neumarkt|6.9482 50.9360
      Schildergasse|6.9530 50.9362
      Waidmarkt|6.9556 50.9312
      Severinskirche|6.9590 50.9240
      Chlodwigplatz|6.9594 50.9214
      Ubierring|6.9645 50.9213
      Rheinauhafen|6.9655 50.9262
      Bayenturm|6.9639 50.9274
      Volksgarten|6.9490 50.9205
      Eifelplatz|6.9425 50.9232
      Barbarossaplatz|6.9413 50.9290
      Zülpicher Platz|6.9404 50.9311
      Rathenauplatz|6.9367 50.9305
      Dasselstraße|6.9351 50.9283
      Südbahnhof|6.9366 50.9276
      Universität|6.9283 50.9283
      Uniklinik|6.9170 50.9248
      Aachener Weiher|6.9272 50.9344
      Rudolfplatz|6.9386 50.9366
      Brüsseler Platz|6.9322 50.9396
      Friesenplatz|6.9393 50.9411
      Stadtgarten|6.9330 50.9430
      Bahnhof West|6.9335 50.9452
      Mediapark|6.9447 50.9483
      Hansaplatz|6.9497 50.9485
      Eigelstein|6.9572 50.9478
      Ebertplatz|6.9581 50.9508
      Agnesviertel|6.9577 50.9545
      Reichenspergerplatz|6.9640 50.9527
      Zoo|6.9740 50.9583
      Flora|6.9712 50.9605
      Riehler Gürtel|6.9723 50.9660
      Nippes Wilhelmplatz|6.9511 50.9642
      Bahnhof Nippes|6.9436 50.9560
      Florastraße|6.9540 50.9605
      Mauenheim|6.9450 50.9700
      Pferderennbahn|6.9470 50.9770
      Weidenpesch|6.9430 50.9850
      Niehl Sebastianstraße|6.9645 50.9858
      Longerich Friedhof|6.9130 50.9930
      Bahnhof Longerich|6.8985 50.9937
      Bilderstöckchen|6.9300 50.9690
      Ossendorf|6.9010 50.9755
      Bocklemünd|6.8660 50.9740
      Bickendorf|6.8910 50.9600
      Rochusplatz|6.8975 50.9585
      Bahnhof Ehrenfeld|6.9160 50.9512
      Neptunplatz|6.9190 50.9483
      Piusstraße|6.9260 50.9461
      Körnerstraße|6.9220 50.9478
      Takuplatz|6.9075 50.9625
      Braunsfeld|6.8990 50.9400
      Melatenfriedhof|6.9190 50.9405
      Rautenstrauchkanal|6.9090 50.9330
      Stadtwald|6.8960 50.9290
      Dürener Straße Gürtel|6.9100 50.9298
      Lindenthal|6.9145 50.9285
      Sülz Auerbachplatz|6.9270 50.9195
      Hermeskeiler Platz|6.9110 50.9200
      Klettenbergpark|6.9235 50.9090
      Sülzburgstraße|6.9285 50.9175
      Zollstock Herthastraße|6.9395 50.9075
      Vorgebirgspark|6.9452 50.9130
      Raderberg|6.9525 50.9105
      Marienburg|6.9720 50.9010
      Bayenthal|6.9680 50.9120
      Bahnhof Süd Rodenkirchen|6.9880 50.8900
      Rodenkirchen Maternusplatz|6.9930 50.8900
      Weiß|7.0210 50.8790
      Sürth|7.0040 50.8660
      Godorf|6.9790 50.8530
      Rondorf|6.9545 50.8738
      Meschenich|6.9280 50.8590
      Müngersdorf|6.8830 50.9420
      Stadion|6.8760 50.9350
      Junkersdorf|6.8640 50.9290
      Weiden Zentrum|6.8330 50.9400
      Lövenich|6.8290 50.9470
      Widdersdorf|6.8370 50.9660
      Vogelsang|6.8790 50.9570
      Pesch|6.8750 51.0010
      Esch|6.8560 51.0140
      Chorweiler Pariser Platz|6.8980 51.0215
      Seeberg|6.9180 51.0187
      Blumenberg|6.8780 51.0420
      Worringen|6.8660 51.0670
      Merkenich|6.9480 51.0283
      Rheinkassel|6.9330 51.0400
      Fühlinger See|6.9200 51.0300
      Bahnhof Deutz|6.9750 50.9408
      Deutzer Freiheit|6.9745 50.9372
      Lanxess-Arena|6.9830 50.9385
      Rheinpark|6.9740 50.9480
      Messe|6.9830 50.9465
      Poller Wiesen|6.9790 50.9210
      Poll|6.9930 50.9160
      Kalk Post|6.9987 50.9377
      Kalk Kapelle|7.0120 50.9392
      Trimbornstraße|6.9975 50.9370
      Humboldt|7.0020 50.9310
      Gremberg|7.0080 50.9260
      Vingst|7.0230 50.9340
      Höhenberg|7.0290 50.9400
      Ostheim|7.0460 50.9300
      Merheim|7.0483 50.9441
      Brück Mauspfad|7.0793 50.9490
      Rath|7.0870 50.9240
      Königsforst|7.0970 50.9200
      Neubrück|7.0680 50.9370
      Buchforst|7.0060 50.9510
      Buchheim|7.0170 50.9590
      Wiener Platz|7.0055 50.9625
      Bahnhof Mülheim|7.0130 50.9575
      Mülheim Stadthalle|7.0010 50.9640
      Stammheim|6.9990 50.9880
      Flittard|6.9860 51.0110
      Höhenhaus|7.0330 50.9920
      Dünnwald|7.0400 51.0060
      Holweide|7.0430 50.9720
      Dellbrück Hauptstraße|7.0710 50.9782
      Thielenbruch|7.0852 50.9782
      Westhoven|7.0290 50.9050
      Ensen|7.0420 50.8990
      Porz Markt|7.0600 50.8865
      Bahnhof Porz|7.0660 50.8850
      Zündorf|7.0480 50.8690
      Wahn|7.0840 50.8590
      Grengel|7.0990 50.8740
      Urbach|7.0850 50.8850
      Eil|7.0780 50.8970
      Finkenberg|7.0690 50.8990
      Flughafen|7.1180 50.8790
      """;

  /** Name, capacity, {@code lon lat}. */
  private static final String GARAGES =
      """
      Am Dom|610|6.9596 50.9403
      Hauptbahnhof|395|6.9597 50.9437
      Philharmonie|245|6.9611 50.9402
      Groß St. Martin|145|6.9603 50.9399
      Heumarkt|300|6.9610 50.9366
      Gürzenich|215|6.9580 50.9371
      An Farina|170|6.9580 50.9385
      Hohe Straße|225|6.9568 50.9391
      Brückenstraße|500|6.9548 50.9376
      Kaufhof|850|6.9556 50.9353
      Schildergasse|360|6.9510 50.9356
      Cäcilienstraße|190|6.9513 50.9348
      Opernpassagen|500|6.9524 50.9387
      Krebsgasse|415|6.9500 50.9369
      Richmodstraße|235|6.9476 50.9370
      Breite Straße|385|6.9479 50.9384
      Wolfsstraße|330|6.9469 50.9379
      Bazaar de Cologne|145|6.9438 50.9376
      Lungengasse|170|6.9460 50.9349
      Am Neumarkt|300|6.9473 50.9348
      DuMont-Carré|590|6.9504 50.9394
      Rudolfplatz|320|6.9380 50.9360
      Maastrichter Straße|445|6.9379 50.9385
      Alte Wallgasse|230|6.9425 50.9399
      Im Klapperhof|280|6.9436 50.9418
      Ring-Karree|440|6.9409 50.9413
      Kaiser-Wilhelm-Ring|580|6.9420 50.9437
      Mediapark|310|6.9448 50.9475
      Rhein-Triadem|265|6.9620 50.9443
      Maritim|525|6.9618 50.9354
      Rheinauhafen Nord|800|6.9645 50.9302
      Rheinauhafen Mitte|500|6.9642 50.9272
      Rheinauhafen Süd|500|6.9675 50.9215
      Zoo|270|6.9756 50.9582
      Eigelstein|180|6.9560 50.9487
      Hansaring|210|6.9508 50.9492
      Südstadt|160|6.9575 50.9232
      Barbarossaplatz|190|6.9403 50.9286
      Uniklinik|1100|6.9155 50.9238
      Universität|420|6.9300 50.9275
      Ehrenfeld Venloer Straße|330|6.9205 50.9490
      Ehrenfeld Barthonia|450|6.9270 50.9450
      Braunsfeld Clarenbach|240|6.8995 50.9370
      Stadion P1|550|6.8842 50.9396
      Stadion P2|580|6.8747 50.9376
      Marsdorf P+R|620|6.8500 50.9175
      Weiden Center|1400|6.8345 50.9388
      Weiden West P+R|650|6.8170 50.9410
      Nippes Centrum|230|6.9525 50.9648
      Wilhelm-Sollmann-Straße P+R|120|6.9130 50.9955
      Chorweiler City-Center|1250|6.8990 51.0205
      Arena P1|1750|6.9834 50.9391
      Arena P2|265|6.9799 50.9388
      Arena P4|310|6.9856 50.9391
      Messe Nord|900|6.9835 50.9482
      Köln-Arcaden|1800|6.9978 50.9380
      Kalk Post|260|6.9990 50.9372
      Wiener Platz|420|7.0050 50.9618
      Porz City|480|7.0610 50.8858
      Haus Vorst P+R|180|7.0470 50.9735
      Brück Mauspfad P+R|330|7.0855 50.9490
      Flughafen P2|2400|7.1195 50.8800
      """;

  /** Bicycle counters: name, busiest hours of the commuter kind or of leisure, {@code lon lat}. */
  private static final String BIKE_COUNTERS =
      """
      Hohenzollernbrücke Nord|COMMUTE|6.9622 50.9418
      Hohenzollernbrücke Süd|COMMUTE|6.9690 50.9409
      Deutzer Brücke Nord|COMMUTE|6.9622 50.9364
      Deutzer Brücke Süd|COMMUTE|6.9692 50.9361
      Severinsbrücke|COMMUTE|6.9620 50.9304
      Südbrücke|LEISURE|6.9702 50.9166
      Zoobrücke|COMMUTE|6.9748 50.9566
      Mülheimer Brücke|COMMUTE|7.0005 50.9630
      Rodenkirchener Brücke|LEISURE|6.9855 50.8990
      Neumarkt|COMMUTE|6.9485 50.9353
      Venloer Straße|COMMUTE|6.9258 50.9461
      Aachener Straße|COMMUTE|6.9300 50.9369
      Bonner Straße|COMMUTE|6.9634 50.9073
      Zülpicher Straße|COMMUTE|6.9355 50.9281
      Universitätsstraße|COMMUTE|6.9247 50.9335
      Niederländer Ufer|LEISURE|6.9733 50.9572
      Alfred-Schütte-Allee|LEISURE|6.9750 50.9285
      Vorgebirgspark|LEISURE|6.9456 50.9104
      Vorgebirgswall|COMMUTE|6.9417 50.9169
      Alphons-Silbermann-Weg|LEISURE|6.9266 50.9309
      Stadtwald|LEISURE|6.9015 50.9264
      Rheinpark|LEISURE|6.9735 50.9470
      Rodenkirchener Rheinufer|LEISURE|6.9960 50.8930
      Niehler Damm|LEISURE|6.9605 50.9940
      Deutz-Kalker Straße|COMMUTE|6.9850 50.9373
      Clevischer Ring|COMMUTE|7.0054 50.9640
      Neusser Straße|COMMUTE|6.9548 50.9600
      Hohenzollernring|COMMUTE|6.9389 50.9391
      Luxemburger Straße|COMMUTE|6.9360 50.9236
      Äußere Kanalstraße|COMMUTE|6.9060 50.9580
      Siegburger Straße|COMMUTE|6.9790 50.9252
      Dellbrück|LEISURE|7.0690 50.9780
      Porzer Leinpfad|LEISURE|7.0560 50.8840
      Grüngürtel Decksteiner Weiher|LEISURE|6.8930 50.9105
      """;

  /** The city's reference stations: name, traffic share 0 to 1, what they measure, place. */
  private static final String AIR_STATIONS =
      """
      Chorweiler|0.1|no2 o3 pm10 temperature humidity|6.8846 51.0193
      Rodenkirchen|0.2|no2 o3 so2 pm10 temperature humidity|6.9852 50.8898
      Clevischer Ring|1.0|no2 no pm10 pm2_5|7.0051 50.9634
      Turiner Straße|0.8|no2 no|6.9591 50.9487
      Neumarkt|0.8|no2 co pm10|6.9478 50.9355
      Justinianstraße|0.8|no2|6.9780 50.9386
      Luxemburger Straße|0.9|no2|6.9326 50.9204
      Aachener Straße Weiden|0.7|no2|6.8350 50.9380
      Godorf|0.4|no2 so2 pm10|6.9756 50.8490
      Dellbrücker Hauptstraße|0.6|no2|7.0710 50.9782
      Brühler Landstraße|0.6|no2|6.9260 50.8590
      Heidestraße Wahn|0.6|no2|7.0880 50.8588
      """;

  /** Gauges: name, kind, normal level in cm, normal discharge in m³/s or 0, place. */
  private static final String GAUGES =
      """
      Rhein Pegel Köln|RHINE|297|2100|6.9633 50.9369
      Rhein Rodenkirchen|RHINE|300|0|6.9965 50.8925
      Rhein Porz|RHINE|310|0|7.0575 50.8855
      Rhein Mülheim|RHINE|292|0|7.0015 50.9655
      Rhein Niehl|RHINE|285|0|6.9675 50.9840
      Rhein Worringen|RHINE|270|0|6.8640 51.0695
      Rhein Godorf|RHINE|305|0|6.9800 50.8470
      Strunde Dellbrück|BROOK|38|1|7.0730 50.9790
      Strunde Holweide|BROOK|34|1|7.0400 50.9710
      Flehbach Brück|BROOK|27|0|7.0830 50.9440
      Faulbach Höhenberg|BROOK|22|0|7.0310 50.9430
      Duffesbach Hermülheim|BROOK|31|0|6.8920 50.8850
      Frechener Bach Junkersdorf|BROOK|29|0|6.8560 50.9240
      Pletschbach Chorweiler|BROOK|25|0|6.8900 51.0290
      Kurtenwaldbach Rath|BROOK|24|0|7.0990 50.9230
      Giesbach Dünnwald|BROOK|20|0|7.0480 51.0070
      """;

  private Places() {}

  record Anchor(String name, Location location) {}

  record Garage(String name, int capacity, Location location) {}

  record BikeCounter(String name, boolean isCommuter, Location location) {}

  /**
   * @param trafficShare how much of what it measures comes from the street beside it, 0 to 1
   */
  record AirStation(String name, double trafficShare, List<String> properties, Location location) {}

  /**
   * @param levelCm of an ordinary day
   * @param discharge of an ordinary day, m³/s; 0 where none is measured
   */
  record Gauge(String name, boolean isRhine, double levelCm, double discharge, Location location) {}

  static List<Anchor> anchors() {
    return rows(ANCHORS).map(cells -> new Anchor(cells[0], Ground.parse(cells[1]))).toList();
  }

  static List<Garage> garages() {
    return rows(GARAGES)
        .map(cells -> new Garage(cells[0], Integer.parseInt(cells[1]), Ground.parse(cells[2])))
        .toList();
  }

  static List<BikeCounter> bikeCounters() {
    return rows(BIKE_COUNTERS)
        .map(cells -> new BikeCounter(cells[0], cells[1].equals("COMMUTE"), Ground.parse(cells[2])))
        .toList();
  }

  static List<AirStation> airStations() {
    return rows(AIR_STATIONS)
        .map(cells ->
            new AirStation(
                cells[0],
                Double.parseDouble(cells[1]),
                List.of(cells[2].split(" ", -1)),
                Ground.parse(cells[3])))
        .toList();
  }

  static List<Gauge> gauges() {
    return rows(GAUGES)
        .map(cells ->
            new Gauge(
                cells[0],
                cells[1].equals("RHINE"),
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                Ground.parse(cells[4])))
        .toList();
  }

  private static Stream<String[]> rows(String table) {
    return table.lines().map(row -> row.split("\\|", -1));
  }
}
