package city.veedel.simulator.city;

import city.veedel.model.Location;

/**
 * A rough Rhine as a closed outline, drawn apart from the one the city is built with: what lies
 * inside it is surely water.
 */
final class RhineByAnotherHand {
  /** Upstream along the left side of the fairway, then back along the right. */
  private static final double[][] OUTLINE = {
    {7.0100, 50.8552},
    {7.0240, 50.8655},
    {7.0345, 50.8708},
    {7.0490, 50.8765},
    {7.0525, 50.8830},
    {7.0475, 50.8910},
    {7.0320, 50.8953},
    {7.0150, 50.8952},
    {7.0040, 50.8960},
    {6.9920, 50.8990},
    {6.9850, 50.9045},
    {6.9780, 50.9128},
    {6.9730, 50.9202},
    {6.9700, 50.9282},
    {6.9674, 50.9332},
    {6.9665, 50.9380},
    {6.9665, 50.9418},
    {6.9682, 50.9465},
    {6.9730, 50.9513},
    {6.9800, 50.9558},
    {6.9912, 50.9600},
    {6.9970, 50.9650},
    {6.9996, 50.9720},
    {6.9970, 50.9786},
    {6.9855, 50.9838},
    {6.9712, 50.9890},
    {6.9642, 50.9952},
    {6.9640, 51.0030},
    {6.9620, 51.0030},
    {6.9622, 50.9948},
    {6.9690, 50.9880},
    {6.9840, 50.9824},
    {6.9948, 50.9774},
    {6.9974, 50.9720},
    {6.9950, 50.9660},
    {6.9898, 50.9616},
    {6.9780, 50.9580},
    {6.9710, 50.9527},
    {6.9662, 50.9475},
    {6.9647, 50.9422},
    {6.9647, 50.9380},
    {6.9654, 50.9328},
    {6.9680, 50.9278},
    {6.9710, 50.9198},
    {6.9760, 50.9122},
    {6.9830, 50.9035},
    {6.9900, 50.8980},
    {7.0020, 50.8942},
    {7.0150, 50.8934},
    {7.0320, 50.8937},
    {7.0455, 50.8900},
    {7.0501, 50.8830},
    {7.0470, 50.8765},
    {7.0320, 50.8722},
    {7.0218, 50.8665},
    {7.0090, 50.8562}
  };

  private RhineByAnotherHand() {}

  /** By the number of crossings of a ray to the east. */
  static boolean contains(Location place) {
    boolean inside = false;
    for (int i = 0, j = OUTLINE.length - 1; i < OUTLINE.length; j = i++) {
      double latitudeA = OUTLINE[i][1];
      double latitudeB = OUTLINE[j][1];
      if (latitudeA > place.latitude() != latitudeB > place.latitude()) {
        double share = (place.latitude() - latitudeA) / (latitudeB - latitudeA);
        double crossing = OUTLINE[i][0] + share * (OUTLINE[j][0] - OUTLINE[i][0]);
        if (place.longitude() < crossing) {
          inside = !inside;
        }
      }
    }
    return inside;
  }
}
