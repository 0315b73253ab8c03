package city.veedel.gateway.coap;

import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuiteParameters;
import org.eclipse.californium.scandium.dtls.cipher.DefaultCipherSuiteSelector;

/** Our order of cipher suites counts, not the client's: forward secrecy wherever it is offered. */
final class OurPreference extends DefaultCipherSuiteSelector {
  @Override
  public boolean select(CipherSuiteParameters parameters) {
    for (CipherSuite suite : Californium.CIPHER_SUITES) {
      if (parameters.getCipherSuites().contains(suite) && select(suite, parameters)) {
        return true;
      }
    }
    return super.select(parameters);
  }
}
