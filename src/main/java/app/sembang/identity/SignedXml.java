package app.sembang.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/// XML as strangers send it, and what known keys have signed of it. What is signed is read anew from the very bytes the
/// signature covers, so nothing around them, before them or between them can be taken for it.
final class SignedXml {
    private static final Set<String> SIGNATURES = Set.of(
            SignatureMethod.RSA_SHA256,
            SignatureMethod.RSA_SHA384,
            SignatureMethod.RSA_SHA512,
            SignatureMethod.ECDSA_SHA256,
            SignatureMethod.ECDSA_SHA384,
            SignatureMethod.ECDSA_SHA512,
            SignatureMethod.SHA256_RSA_MGF1,
            SignatureMethod.SHA384_RSA_MGF1,
            SignatureMethod.SHA512_RSA_MGF1);
    private static final Set<String> DIGESTS = Set.of(DigestMethod.SHA256, DigestMethod.SHA384, DigestMethod.SHA512);
    private static final Set<String> CANONICAL =
            Set.of(CanonicalizationMethod.EXCLUSIVE, CanonicalizationMethod.INCLUSIVE);
    private static final Set<String> TRANSFORMS =
            Set.of(Transform.ENVELOPED, CanonicalizationMethod.EXCLUSIVE, CanonicalizationMethod.INCLUSIVE);

    private SignedXml() {}

    /// The document's root. No entities, nothing from elsewhere, no comments: they could split a name in two.
    static Element parse(byte[] xml) throws IdTokens.Worthless {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setExpandEntityReferences(false);
            factory.setIgnoringComments(true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            return builder.parse(new ByteArrayInputStream(xml)).getDocumentElement();
        } catch (SAXException | IOException notXml) {
            throw new IdTokens.Worthless("not XML we read", notXml);
        } catch (ParserConfigurationException missing) {
            throw new IllegalStateException("This Java runtime has no strict XML parser", missing);
        }
    }

    /// The element as the signature that is its child covers it; empty where it has none.
    static Optional<Element> signed(Element element, List<PublicKey> keys) throws IdTokens.Worthless {
        var signatures = children(element, XMLSignature.XMLNS, "Signature").toList();
        if (signatures.isEmpty()) {
            return Optional.empty();
        }
        if (signatures.size() > 1) {
            throw new IdTokens.Worthless("signed twice");
        }
        for (var key : keys) {
            var covered = covered(signatures.getFirst(), element, key);
            if (covered.isPresent()) {
                return Optional.of(parse(covered.get()));
            }
        }
        throw new IdTokens.Worthless("not signed with a key of the provider");
    }

    /// Every id once, or a signature could mean another element than it seems to.
    static void requireOwnIds(Element root) throws IdTokens.Worthless {
        var seen = new HashSet<String>();
        for (var element : all(root, "*", "*")) {
            for (var name : List.of("ID", "Id", "id", "xml:id", "AssertionID")) {
                if (element.hasAttribute(name) && !seen.add(element.getAttribute(name))) {
                    throw new IdTokens.Worthless("an id stands for two elements");
                }
            }
        }
    }

    private static Optional<byte[]> covered(Element signature, Element element, PublicKey key)
            throws IdTokens.Worthless {
        var context = new DOMValidateContext(KeySelector.singletonKeySelector(key), signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", true);
        context.setProperty("javax.xml.crypto.dsig.cacheReference", true);
        if (element.hasAttribute("ID")) {
            context.setIdAttributeNS(element, null, "ID");
        }
        try {
            var read = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            var reference = reference(read, element);
            if (!read.validate(context)) {
                return Optional.empty();
            }
            return Optional.of(reference.getDigestInputStream().readAllBytes());
        } catch (MarshalException | XMLSignatureException | IOException | ClassCastException unreadable) {
            throw new IdTokens.Worthless("its signature is none we accept", unreadable);
        }
    }

    private static Reference reference(XMLSignature signature, Element element) throws IdTokens.Worthless {
        var info = signature.getSignedInfo();
        var references = info.getReferences();
        if (references.size() != 1 || !signature.getObjects().isEmpty()) {
            throw new IdTokens.Worthless("its signature covers something else");
        }
        var reference = references.getFirst();
        var id = element.getAttribute("ID");
        if (id.isEmpty() || !("#" + id).equals(reference.getURI())) {
            throw new IdTokens.Worthless("its signature covers another element");
        }
        boolean known = SIGNATURES.contains(info.getSignatureMethod().getAlgorithm())
                && CANONICAL.contains(info.getCanonicalizationMethod().getAlgorithm())
                && DIGESTS.contains(reference.getDigestMethod().getAlgorithm())
                && reference.getTransforms().stream().allMatch(one -> TRANSFORMS.contains(one.getAlgorithm()));
        if (!known) {
            throw new IdTokens.Worthless("its signature is of a kind we do not accept");
        }
        return reference;
    }

    static Stream<Element> children(Element parent, String namespace, String name) {
        var nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .filter(element -> name.equals(element.getLocalName()) && namespace.equals(element.getNamespaceURI()));
    }

    /// The element itself and all within it; `*` is any.
    static List<Element> all(Element root, String namespace, String name) {
        var found = new ArrayList<Element>();
        if ("*".equals(name) || (name.equals(root.getLocalName()) && namespace.equals(root.getNamespaceURI()))) {
            found.add(root);
        }
        var nodes = root.getElementsByTagNameNS(namespace, name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException warning) throws SAXException {
            throw warning;
        }

        @Override
        public void error(SAXParseException error) throws SAXException {
            throw error;
        }

        @Override
        public void fatalError(SAXParseException error) throws SAXException {
            throw error;
        }
    }
}
