package app.sembang;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// A SAML 2.0 identity provider as far as a service provider can tell: describes itself, reads what it is asked and
/// signs what it was told to say.
public final class TestSamlProvider {
    public static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final String PASSWORD = "only-for-one-run";
    private static final KeyStore KEYS = keys();

    private final String entity = "https://idp.example.test/" + UUID.randomUUID();
    private final String alias;

    /// What a browser was sent with.
    public record Request(String id, String issuer, String acs, String destination) {}

    /// What the provider says; a test changes what it wants to be wrong.
    public static final class Said {
        public String issuer;
        public String audience;
        public String recipient;
        public String destination;
        public String inResponseTo;
        public String email;
        public String nameIdFormat = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
        public @Nullable String emailAttribute;
        public Instant notBefore;
        public Instant notOnOrAfter;
        public Instant confirmedUntil;
        public String method = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
        public String status = "urn:oasis:names:tc:SAML:2.0:status:Success";
        public String signature = SignatureMethod.RSA_SHA256;
        public String assertionId = "_a" + UUID.randomUUID();
        public boolean signResponse;
        public boolean signAssertion = true;
        /// Done to the document before it is signed, and after.
        public Consumer<Document> before = document -> {};
        public Consumer<Document> after = document -> {};

        Said(String issuer, Request request, String email, Instant now) {
            this.issuer = issuer;
            this.audience = request.issuer();
            this.recipient = request.acs();
            this.destination = request.acs();
            this.inResponseTo = request.id();
            this.email = email;
            this.notBefore = now.minusSeconds(5);
            this.notOnOrAfter = now.plusSeconds(300);
            this.confirmedUntil = now.plusSeconds(300);
        }
    }

    public TestSamlProvider() {
        this("provider");
    }

    private TestSamlProvider(String alias) {
        this.alias = alias;
    }

    /// Another key, the same name.
    public String signedByAnother(Request request, String email, Instant now) {
        return answer(request, email, now, said -> {}, "stranger");
    }

    public String entity() {
        return entity;
    }

    public String metadata() {
        return metadata("https://idp.example.test/sso?tenant=1", "");
    }

    public String metadata(String signOnUrl, String attributes) {
        try {
            return """
                    <?xml version="1.0"?>
                    <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
                      <IDPSSODescriptor %s protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                        <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
                          <X509Certificate>%s</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
                        <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="%4$s"/>
                        <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="%4$s"/>
                      </IDPSSODescriptor>
                    </EntityDescriptor>
                    """.formatted(
                            entity,
                            attributes,
                            Base64.getMimeEncoder()
                                    .encodeToString(KEYS.getCertificate(alias).getEncoded()),
                            signOnUrl);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    public static Request read(String location) {
        var query = TestIdentityProvider.query(URI.create(location).getRawQuery());
        var deflated = Base64.getDecoder().decode(query.get("SAMLRequest"));
        try (var inflater = new InflaterInputStream(new ByteArrayInputStream(deflated), new Inflater(true))) {
            var request = parse(new String(inflater.readAllBytes(), StandardCharsets.UTF_8))
                    .getDocumentElement();
            return new Request(
                    request.getAttribute("ID"),
                    request.getElementsByTagNameNS(ASSERTION, "Issuer").item(0).getTextContent(),
                    request.getAttribute("AssertionConsumerServiceURL"),
                    request.getAttribute("Destination"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// The answer as the form carries it.
    public String answer(Request request, String email, Instant now, Consumer<Said> change) {
        return answer(request, email, now, change, alias);
    }

    private String answer(Request request, String email, Instant now, Consumer<Said> change, String key) {
        var said = new Said(entity, request, email, now);
        change.accept(said);
        var attribute = said.emailAttribute == null
                ? ""
                : "<saml:Attribute Name=\"mail\"><saml:AttributeValue>%s</saml:AttributeValue></saml:Attribute>"
                        .formatted(said.emailAttribute);
        var document = parse("""
                <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
                xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r%s" Version="2.0" IssueInstant="%s" \
                Destination="%s" InResponseTo="%s"><saml:Issuer>%s</saml:Issuer><samlp:Status>\
                <samlp:StatusCode Value="%s"/></samlp:Status><saml:Assertion ID="%s" Version="2.0" IssueInstant="%2$s">\
                <saml:Issuer>%5$s</saml:Issuer><saml:Subject><saml:NameID Format="%s">%s</saml:NameID>\
                <saml:SubjectConfirmation Method="%s"><saml:SubjectConfirmationData InResponseTo="%4$s" Recipient="%s" \
                NotOnOrAfter="%s"/></saml:SubjectConfirmation></saml:Subject>\
                <saml:Conditions NotBefore="%s" NotOnOrAfter="%s"><saml:AudienceRestriction><saml:Audience>%s\
                </saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="%2$s">\
                <saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password\
                </saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>\
                <saml:Attribute Name="displayName"><saml:AttributeValue>Somebody New</saml:AttributeValue>\
                </saml:Attribute>%s</saml:AttributeStatement></saml:Assertion></samlp:Response>""".formatted(
                        UUID.randomUUID(),
                        now,
                        said.destination,
                        said.inResponseTo,
                        said.issuer,
                        said.status,
                        said.assertionId,
                        said.nameIdFormat,
                        said.email,
                        said.method,
                        said.recipient,
                        said.confirmedUntil,
                        said.notBefore,
                        said.notOnOrAfter,
                        said.audience,
                        attribute));
        said.before.accept(document);
        if (said.signAssertion) {
            sign(assertion(document), said.signature, key);
        }
        if (said.signResponse) {
            sign(document.getDocumentElement(), said.signature, key);
        }
        said.after.accept(document);
        return Base64.getEncoder().encodeToString(text(document).getBytes(StandardCharsets.UTF_8));
    }

    public static Element assertion(Document document) {
        return (Element) document.getElementsByTagNameNS(ASSERTION, "Assertion").item(0);
    }

    public static Element first(Node parent, String name) {
        return (Element) (parent instanceof Document document ? document.getDocumentElement() : (Element) parent)
                .getElementsByTagNameNS("*", name)
                .item(0);
    }

    private static void sign(Element element, String algorithm, String key) {
        try {
            var factory = XMLSignatureFactory.getInstance("DOM");
            var id = element.getAttribute("ID");
            var reference = factory.newReference(
                    "#" + id,
                    factory.newDigestMethod(DigestMethod.SHA256, null),
                    List.of(
                            factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                            factory.newTransform(CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null)),
                    null,
                    null);
            var info = factory.newSignedInfo(
                    factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                    factory.newSignatureMethod(algorithm, null),
                    List.of(reference));
            var issuer = first(element, "Issuer");
            var context = new DOMSignContext(
                    (PrivateKey) KEYS.getKey(key, PASSWORD.toCharArray()), element, issuer.getNextSibling());
            context.setIdAttributeNS(element, null, "ID");
            context.setDefaultNamespacePrefix("ds");
            context.setProperty("org.jcp.xml.dsig.secureValidation", false);
            factory.newXMLSignature(info, null).sign(context);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Document parse(String xml) {
        try {
            return DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (SAXException | IOException | ParserConfigurationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String text(Document document) {
        try {
            var writer = new StringWriter();
            var transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.transform(new DOMSource(document), new StreamResult(writer));
            return writer.toString();
        } catch (TransformerException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /// Java makes no certificates but by its tool.
    private static KeyStore keys() {
        try {
            var directory = Files.createTempDirectory("saml");
            var file = directory.resolve("keys.p12");
            for (var alias : List.of("provider", "stranger")) {
                var tool = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                alias,
                                "-keyalg",
                                "RSA",
                                "-keysize",
                                "2048",
                                "-dname",
                                "CN=" + alias,
                                "-validity",
                                "3650",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
                var said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (tool.waitFor() != 0) {
                    throw new IllegalStateException(said);
                }
            }
            try (var in = Files.newInputStream(file)) {
                var keys = KeyStore.getInstance("PKCS12");
                keys.load(in, PASSWORD.toCharArray());
                return keys;
            } finally {
                Files.delete(file);
                Files.delete(directory);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
