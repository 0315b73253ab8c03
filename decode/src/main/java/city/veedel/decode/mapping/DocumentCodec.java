package city.veedel.decode.mapping;

import city.veedel.decode.codec.Codec;
import city.veedel.decode.codec.CodecResult;
import city.veedel.decode.codec.Uplink;
import city.veedel.decode.document.Documents;
import city.veedel.decode.document.Documents.Syntax;
import city.veedel.decode.document.Tree;
import java.util.List;

/** For devices whose payload is a document already: JSON, or CBOR. */
public final class DocumentCodec implements Codec {
  @Override
  public CodecResult decode(Uplink uplink) {
    return switch (Tree.read(uplink.payload(), syntaxOf(uplink))) {
      case Tree.Whole whole -> new CodecResult.Document(whole.root());
      case Tree.Broken broken -> new CodecResult.Undecodable(List.of(broken.fault()));
    };
  }

  static Syntax syntaxOf(Uplink uplink) {
    return switch (uplink.format()) {
      case JSON, SENML_JSON -> Syntax.JSON;
      case CBOR, SENML_CBOR -> Syntax.CBOR;
      case OCTETS, UNDECLARED -> Documents.syntaxOf(uplink.payload());
    };
  }
}
