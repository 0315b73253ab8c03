package city.veedel.simulator.city;

import city.veedel.model.Location;
import java.util.ArrayList;
import java.util.List;

/**
 * The streets that carry sensors, as lines between junctions, written down from the map by hand and
 * rounded to about ten metres. One row per street: name, kind, sensors, then {@code lon lat} pairs.
 */
final class Streets {
  private static final String TABLE =
      """
      Ubierring und Chlodwigplatz|URBAN|5|6.9648 50.9212,6.9594 50.9213,6.9535 50.9223
      Sachsenring|URBAN|5|6.9535 50.9223,6.9490 50.9240,6.9452 50.9262,6.9424 50.9283
      Hohenstaufenring|URBAN|6|6.9412 50.9292,6.9405 50.9310,6.9392 50.9340,6.9383 50.9362
      Hohenzollernring|URBAN|6|6.9383 50.9366,6.9388 50.9390,6.9393 50.9411,6.9405 50.9425
      Kaiser-Wilhelm-Ring|URBAN|5|6.9408 50.9428,6.9425 50.9445,6.9450 50.9466
      Hansaring|URBAN|5|6.9455 50.9470,6.9490 50.9489,6.9520 50.9498,6.9560 50.9505
      Theodor-Heuss-Ring|URBAN|4|6.9583 50.9508,6.9615 50.9513,6.9655 50.9512
      Innere Kanalstraße|TRUNK|11|6.9660 50.9570,6.9578 50.9577,6.9499 50.9556,6.9400 50.9535,6.9305 50.9505,6.9262 50.9462,6.9240 50.9410,6.9238 50.9372
      Universitätsstraße|TRUNK|7|6.9238 50.9368,6.9246 50.9336,6.9265 50.9309,6.9290 50.9270,6.9328 50.9210
      Pohligstraße|TRUNK|3|6.9330 50.9215,6.9375 50.9190,6.9430 50.9172
      Vorgebirgstraße|URBAN|4|6.9490 50.9240,6.9470 50.9200,6.9452 50.9150,6.9457 50.9082
      Bonner Straße|RADIAL|8|6.9596 50.9208,6.9612 50.9160,6.9628 50.9100,6.9640 50.9050,6.9662 50.8980,6.9673 50.8925
      Rheinuferstraße Nord|TRUNK|7|6.9630 50.9475,6.9658 50.9515,6.9700 50.9545,6.9752 50.9585
      Rheinuferstraße Altstadt|TRUNK|6|6.9605 50.9320,6.9612 50.9345,6.9614 50.9375,6.9615 50.9410,6.9618 50.9450
      Agrippinaufer|TRUNK|5|6.9638 50.9270,6.9664 50.9225,6.9688 50.9185,6.9702 50.9163
      Gustav-Heinemann-Ufer|TRUNK|5|6.9703 50.9150,6.9725 50.9125,6.9768 50.9074,6.9795 50.9045
      Nord-Süd-Fahrt|TRUNK|9|6.9556 50.9230,6.9552 50.9280,6.9535 50.9330,6.9527 50.9380,6.9545 50.9420,6.9570 50.9470
      Cäcilienstraße|TRUNK|6|6.9487 50.9355,6.9520 50.9352,6.9555 50.9354,6.9595 50.9358
      Hahnenstraße|URBAN|3|6.9387 50.9365,6.9425 50.9363,6.9465 50.9362
      Tunisstraße|TRUNK|3|6.9538 50.9400,6.9549 50.9432,6.9560 50.9455
      Magnusstraße|URBAN|3|6.9415 50.9395,6.9450 50.9399,6.9490 50.9402
      Aachener Straße|RADIAL|13|6.9375 50.9367,6.9300 50.9370,6.9180 50.9375,6.9040 50.9380,6.8900 50.9383,6.8740 50.9379,6.8560 50.9376,6.8350 50.9377
      Dürener Straße|RADIAL|7|6.9245 50.9334,6.9170 50.9312,6.9080 50.9292,6.8980 50.9272,6.8850 50.9248
      Luxemburger Straße|RADIAL|10|6.9405 50.9285,6.9365 50.9240,6.9325 50.9200,6.9270 50.9140,6.9210 50.9075,6.9120 50.9000,6.9010 50.8930
      Zülpicher Straße|URBAN|5|6.9395 50.9307,6.9340 50.9285,6.9260 50.9262,6.9180 50.9240
      Venloer Straße|RADIAL|11|6.9380 50.9415,6.9320 50.9435,6.9258 50.9460,6.9180 50.9497,6.9090 50.9540,6.8990 50.9580,6.8870 50.9640,6.8720 50.9700
      Subbelrather Straße|URBAN|6|6.9350 50.9483,6.9280 50.9507,6.9190 50.9540,6.9100 50.9575,6.9058 50.9593
      Vogelsanger Straße|URBAN|5|6.9300 50.9425,6.9190 50.9460,6.9060 50.9500,6.8930 50.9535,6.8810 50.9556,6.8690 50.9587
      Neusser Straße|RADIAL|10|6.9572 50.9520,6.9560 50.9570,6.9535 50.9640,6.9510 50.9710,6.9490 50.9780,6.9474 50.9840,6.9440 50.9890,6.9370 50.9970
      Niehler Straße|URBAN|6|6.9578 50.9580,6.9585 50.9640,6.9595 50.9720,6.9606 50.9818
      Amsterdamer Straße|TRUNK|7|6.9690 50.9590,6.9680 50.9660,6.9690 50.9744,6.9678 50.9819
      Riehler Straße|URBAN|4|6.9600 50.9515,6.9650 50.9535,6.9722 50.9570,6.9760 50.9595
      Boltensternstraße|URBAN|3|6.9815 50.9632,6.9790 50.9690,6.9743 50.9751,6.9680 50.9817
      Industriestraße|TRUNK|7|6.9610 50.9850,6.9545 50.9940,6.9506 51.0027,6.9472 51.0110,6.9360 51.0210,6.9173 51.0307
      Parkgürtel|TRUNK|6|6.9279 50.9597,6.9322 50.9629,6.9380 50.9665,6.9450 50.9690
      Ehrenfeldgürtel|URBAN|5|6.9118 50.9420,6.9150 50.9480,6.9200 50.9535,6.9242 50.9576
      Lindenthalgürtel|URBAN|6|6.9115 50.9372,6.9100 50.9320,6.9115 50.9265,6.9160 50.9210
      Sülzgürtel|URBAN|4|6.9165 50.9195,6.9190 50.9150,6.9230 50.9110
      Gottesweg|URBAN|3|6.9290 50.9150,6.9370 50.9120,6.9440 50.9105
      Raderthalgürtel|URBAN|4|6.9480 50.9050,6.9550 50.9045,6.9620 50.9060,6.9690 50.9078
      Militärringstraße West|TRUNK|10|6.8684 50.9588,6.8690 50.9440,6.8730 50.9320,6.8830 50.9210,6.8930 50.9120,6.9050 50.9020
      Militärringstraße Süd|TRUNK|7|6.9130 50.8960,6.9260 50.8905,6.9430 50.8890,6.9600 50.8905,6.9673 50.8925,6.9762 50.8948
      Militärringstraße Nord|TRUNK|7|6.8700 50.9720,6.8830 50.9860,6.8960 50.9960,6.9058 50.9997,6.9122 50.9999,6.9276 50.9985,6.9370 50.9973
      Mercatorstraße|URBAN|4|6.9122 51.0005,6.9000 51.0120,6.8890 51.0242
      Neusser Landstraße|RADIAL|6|6.9290 51.0090,6.9160 51.0230,6.9020 51.0380,6.8850 51.0530
      Brühler Landstraße|RADIAL|5|6.9330 50.8830,6.9300 50.8730,6.9270 50.8620
      Hauptstraße Rodenkirchen|URBAN|4|6.9930 50.8945,6.9952 50.8910,6.9962 50.8875
      Industriestraße Godorf|URBAN|4|6.9830 50.8620,6.9780 50.8540,6.9735 50.8480
      Deutzer Brücke|BRIDGE|5|6.9615 50.9360,6.9700 50.9368
      Severinsbrücke|BRIDGE|5|6.9605 50.9303,6.9745 50.9318
      Zoobrücke|BRIDGE|6|6.9745 50.9572,6.9865 50.9498
      Mülheimer Brücke|BRIDGE|5|6.9880 50.9668,7.0015 50.9622
      Rodenkirchener Brücke|BRIDGE|5|6.9850 50.8985,6.9985 50.9030
      Leverkusener Brücke|BRIDGE|5|6.9630 51.0260,6.9830 51.0235
      Deutzer Ring|TRUNK|6|6.9765 50.9315,6.9830 50.9320,6.9895 50.9340,6.9929 50.9368
      Opladener Straße|URBAN|3|6.9750 50.9398,6.9788 50.9395,6.9818 50.9391
      Siegburger Straße|RADIAL|7|6.9712 50.9345,6.9720 50.9321,6.9790 50.9250,6.9880 50.9180,6.9960 50.9130,7.0080 50.9080
      Kalker Hauptstraße|URBAN|6|7.0003 50.9377,7.0045 50.9388,7.0120 50.9392,7.0200 50.9400
      Olpener Straße|RADIAL|10|7.0220 50.9405,7.0320 50.9420,7.0440 50.9435,7.0570 50.9445,7.0762 50.9451,7.0900 50.9475
      Stadtautobahn B55a|MOTORWAY|10|6.9870 50.9482,6.9960 50.9468,7.0080 50.9475,7.0189 50.9492,7.0274 50.9509,7.0450 50.9530
      Frankfurter Straße Mülheim|URBAN|6|7.0055 50.9616,7.0072 50.9603,7.0099 50.9584,7.0150 50.9530,7.0189 50.9494
      Frankfurter Straße Porz|RADIAL|7|7.0409 50.9296,7.0504 50.9186,7.0600 50.9060,7.0705 50.8885,7.0822 50.8788,7.0862 50.8574
      Clevischer Ring|TRUNK|6|7.0050 50.9620,7.0055 50.9650,7.0068 50.9694,7.0060 50.9736,7.0045 50.9765
      Bergischer Ring|TRUNK|3|6.9997 50.9549,7.0010 50.9570,7.0030 50.9595
      Bergisch Gladbacher Straße|RADIAL|9|7.0170 50.9670,7.0280 50.9690,7.0420 50.9725,7.0560 50.9755,7.0700 50.9785
      Berliner Straße|URBAN|6|7.0068 50.9694,7.0120 50.9760,7.0200 50.9850,7.0300 50.9940,7.0383 50.9995
      Düsseldorfer Straße|URBAN|5|7.0029 50.9676,7.0040 50.9740,7.0010 50.9830,6.9975 50.9940,6.9941 51.0077
      Deutz-Mülheimer Straße|URBAN|5|6.9788 50.9395,6.9805 50.9415,6.9839 50.9444,6.9910 50.9500,6.9985 50.9570
      Pfälzischer Ring|TRUNK|4|6.9839 50.9444,6.9900 50.9490,6.9960 50.9530
      Gremberger Straße|URBAN|3|6.9938 50.9311,6.9968 50.9300,7.0040 50.9275,7.0080 50.9255
      Rösrather Straße|RADIAL|5|7.0409 50.9296,7.0560 50.9275,7.0750 50.9235,7.0980 50.9201
      Hauptstraße Porz|URBAN|5|7.0320 50.9020,7.0430 50.8970,7.0530 50.8920,7.0620 50.8850
      Kölner Straße Porz|URBAN|3|7.0180 50.9070,7.0250 50.9045,7.0310 50.9025
      Flughafenzubringer|MOTORWAY|5|7.0850 50.8930,7.1000 50.8870,7.1150 50.8810
      Autobahn A1 Nord|MOTORWAY|10|6.8350 50.9900,6.8600 51.0020,6.8850 51.0130,6.9120 51.0210,6.9400 51.0260
      Autobahn A1 West|MOTORWAY|9|6.8250 50.9000,6.8170 50.9180,6.8150 50.9380,6.8180 50.9560,6.8260 50.9740
      Autobahn A3 Ost|MOTORWAY|12|7.0330 51.0080,7.0420 50.9900,7.0500 50.9700,7.0560 50.9520,7.0610 50.9350,7.0690 50.9200,7.0860 50.9060
      Autobahn A4 Süd|MOTORWAY|10|6.8700 50.9090,6.8900 50.9020,6.9130 50.8930,6.9400 50.8870,6.9620 50.8900,6.9830 50.8975
      Autobahn A4 Gremberg|MOTORWAY|7|7.0010 50.9045,7.0170 50.9110,7.0290 50.9190,7.0430 50.9240,7.0600 50.9260
      Autobahn A57|MOTORWAY|8|6.9285 50.9600,6.9180 50.9680,6.9060 50.9780,6.8960 50.9900,6.8900 51.0050,6.8850 51.0250
      Autobahn A555|MOTORWAY|6|6.9672 50.8900,6.9640 50.8800,6.9610 50.8660,6.9640 50.8520
      Autobahn A59|MOTORWAY|6|7.0430 50.9240,7.0600 50.9120,7.0740 50.9000,7.0870 50.8860,7.0930 50.8700
      """;

  private Streets() {}

  /** What a street is like, as traffic sees it. */
  enum Kind {
    MOTORWAY(3600, 105),
    TRUNK(1900, 52),
    BRIDGE(2400, 55),
    RADIAL(1100, 46),
    URBAN(700, 38);

    private final double capacityPerHour;
    private final double freeSpeed;

    /**
     * @param capacityPerHour vehicles in one direction that still flow freely
     * @param freeSpeed km/h on an empty road
     */
    Kind(double capacityPerHour, double freeSpeed) {
      this.capacityPerHour = capacityPerHour;
      this.freeSpeed = freeSpeed;
    }

    double capacityPerHour() {
      return capacityPerHour;
    }

    double freeSpeed() {
      return freeSpeed;
    }
  }

  /**
   * A street and how many sensors stand along it.
   *
   * @param points at least two
   */
  record Street(String name, Kind kind, int sensors, List<Location> points) {
    Street {
      points = List.copyOf(points);
    }

    /**
     * A point along the line.
     *
     * @param share of its length, 0 to 1
     */
    Location at(double share) {
      double wanted = share * lengthMetres();
      for (int i = 1; i < points.size(); i++) {
        Location from = points.get(i - 1);
        Location to = points.get(i);
        double length = Ground.metres(from, to);
        if (wanted <= length || i == points.size() - 1) {
          return Ground.between(from, to, length == 0 ? 0 : Math.min(1, wanted / length));
        }
        wanted -= length;
      }
      return points.getFirst();
    }

    double lengthMetres() {
      double length = 0;
      for (int i = 1; i < points.size(); i++) {
        length += Ground.metres(points.get(i - 1), points.get(i));
      }
      return length;
    }
  }

  static List<Street> all() {
    List<Street> streets = new ArrayList<>();
    for (String row : TABLE.lines().toList()) {
      String[] cells = row.split("\\|", -1);
      List<Location> points = new ArrayList<>();
      for (String pair : cells[3].split(",", -1)) {
        points.add(Ground.parse(pair));
      }
      streets.add(new Street(cells[0], Kind.valueOf(cells[1]), Integer.parseInt(cells[2]), points));
    }
    return List.copyOf(streets);
  }
}
