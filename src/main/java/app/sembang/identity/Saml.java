package app.sembang.identity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;
import org.w3c.dom.Element;

/// SAML 2.0 as a service provider: we ask by redirect, the provider answers by a form of the browser. Nothing is taken
/// that was not asked for, and nothing but what the provider's key has signed. A company is a service provider of its
/// own, so that what is said to one says nothing to another.
@Component
class Saml {
    /// How far the provider's clock may be from ours.
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final int SHORTEST_RSA_KEY = 2048;
    private static final int MOST_CERTIFICATES = 10;

    private static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    private static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
    private static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";
    private static final String REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    private static final String POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
    private static final String SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";
    private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    private static final String EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    private static final Set<String> NAME_IDS_OF_ADDRESSES =
            Set.of("", EMAIL_FORMAT, "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified");
    private static final Set<String> EMAILS = Set.of(
            "email",
            "mail",
            "emailaddress",
            "user.email",
            "urn:oid:0.9.2342.19200300.100.1.3",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress");
    private static final Set<String> NAMES = Set.of(
            "name",
            "displayname",
            "cn",
            "urn:oid:2.16.840.1.113730.3.1.241",
            "urn:oid:2.5.4.3",
            "http://schemas.microsoft.com/identity/claims/displayname");

    private final ProviderCalls calls;
    private final Clock clock;
    private final URI base;

    /// Where the provider is asked, and whose signatures count: X.509 certificates, base64.
    record Description(String entity, String signOnUrl, List<String> certificates) {}

    /// Whom the provider names, for which way.
    /// @param name as the provider spells it, if it does
    record Named(RowToken flow, String email, @Nullable String name) {}

    Saml(ProviderCalls calls, Clock clock, @Value("${sembang.base-url}") URI base) {
        this.calls = calls;
        this.clock = clock;
        this.base = base;
    }

    /// Our name towards the company's provider; our description is found there.
    String entity(CompanyId company) {
        return base + "/api/v1/auth/saml/" + company + "/metadata";
    }

    /// Where the provider has browsers post its answer.
    String acs(CompanyId company) {
        return base + "/api/v1/auth/saml/" + company + "/acs";
    }

    String metadata(CompanyId company) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <md:EntityDescriptor xmlns:md="%s" entityID="%s">
                  <md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="%s">
                    <md:NameIDFormat>%s</md:NameIDFormat>
                    <md:AssertionConsumerService Binding="%s" Location="%s" index="0" isDefault="true"/>
                  </md:SPSSODescriptor>
                </md:EntityDescriptor>
                """.formatted(METADATA, escaped(entity(company)), PROTOCOL, EMAIL_FORMAT, POST, escaped(acs(company)));
    }

    /// What a provider says of itself; refused where we could not use it.
    Description describe(String metadata) {
        try {
            var root = SignedXml.parse(metadata.strip().getBytes(StandardCharsets.UTF_8));
            var entities = SignedXml.all(root, METADATA, "EntityDescriptor");
            var providers = SignedXml.all(root, METADATA, "IDPSSODescriptor");
            if (entities.size() != 1 || providers.size() != 1) {
                throw unusable("Give the metadata of one identity provider.");
            }
            var provider = providers.getFirst();
            if (isTrue(provider.getAttribute("WantAuthnRequestsSigned"))) {
                throw unusable("This provider wants signed requests; ours are not. Switch that off there.");
            }
            var entity = entities.getFirst().getAttribute("entityID").strip();
            if (entity.isEmpty() || entity.length() > 1000) {
                throw unusable("The metadata names no provider.");
            }
            return new Description(entity, signOnUrl(provider), certificates(provider));
        } catch (IdTokens.Worthless notXml) {
            throw unusable("This is not the metadata (XML) of a SAML 2.0 identity provider.");
        }
    }

    /// Where the browser goes to sign in.
    URI begin(SingleSignOn.Provider provider, SingleSignOn.SamlProvider saml, RowToken flow) {
        var request = """
                <samlp:AuthnRequest xmlns:samlp="%s" xmlns:saml="%s" ID="%s" Version="2.0" IssueInstant="%s" \
                Destination="%s" ProtocolBinding="%s" AssertionConsumerServiceURL="%s"><saml:Issuer>%s</saml:Issuer>\
                </samlp:AuthnRequest>""".formatted(
                        PROTOCOL,
                        ASSERTION,
                        requestId(flow),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        escaped(saml.signOnUrl()),
                        POST,
                        escaped(acs(provider.company())),
                        escaped(entity(provider.company())));
        var address = saml.signOnUrl();
        return URI.create(address
                + (address.contains("?") ? '&' : '?')
                + ProviderCalls.form(Map.of("SAMLRequest", deflated(request))));
    }

    /// Whom the provider's answer names.
    Named read(SingleSignOn.Provider provider, SingleSignOn.SamlProvider saml, String encoded)
            throws IdTokens.Worthless {
        var root = SignedXml.parse(decoded(encoded));
        var acs = acs(provider.company());
        if (!PROTOCOL.equals(root.getNamespaceURI()) || !"Response".equals(root.getLocalName())) {
            throw new IdTokens.Worthless("not a SAML response");
        }
        requireSuccess(root);
        if (!SignedXml.all(root, ASSERTION, "EncryptedAssertion").isEmpty()) {
            throw new IdTokens.Worthless("encrypted, though we published no key for it");
        }
        SignedXml.requireOwnIds(root);
        var assertion = assertion(root);
        var signatures = SignedXml.all(root, DSIG, "Signature");
        if (signatures.stream()
                .anyMatch(one -> !root.isSameNode(one.getParentNode()) && !assertion.isSameNode(one.getParentNode()))) {
            throw new IdTokens.Worthless("signed where no signature belongs");
        }
        var keys = keys(saml);
        var signedResponse = SignedXml.signed(root, keys);
        var signedAssertion = SignedXml.signed(assertion, keys);
        if (signedResponse.isPresent()) {
            requireMeantForUs(signedResponse.get(), provider, acs, true);
            return named(assertion(signedResponse.get()), provider, acs);
        }
        requireMeantForUs(root, provider, acs, false);
        return named(signedAssertion.orElseThrow(() -> new IdTokens.Worthless("not signed")), provider, acs);
    }

    private static void requireSuccess(Element response) throws IdTokens.Worthless {
        var code = SignedXml.children(response, PROTOCOL, "Status")
                .flatMap(status -> SignedXml.children(status, PROTOCOL, "StatusCode"))
                .map(status -> status.getAttribute("Value"))
                .findFirst()
                .orElse("none");
        if (!SUCCESS.equals(code)) {
            throw new IdTokens.Worthless("the provider let nobody in");
        }
    }

    /// The one there is, where it belongs.
    private static Element assertion(Element response) throws IdTokens.Worthless {
        var all = SignedXml.all(response, ASSERTION, "Assertion");
        if (all.size() != 1 || !response.isSameNode(all.getFirst().getParentNode())) {
            throw new IdTokens.Worthless("not one assertion in its place");
        }
        return all.getFirst();
    }

    private static void requireMeantForUs(Element response, SingleSignOn.Provider provider, String acs, boolean signed)
            throws IdTokens.Worthless {
        var destination = response.getAttribute("Destination");
        if (!acs.equals(destination) && (signed || !destination.isEmpty())) {
            throw new IdTokens.Worthless("sent to another");
        }
        var issuer = SignedXml.children(response, ASSERTION, "Issuer").findFirst();
        if (issuer.isPresent() && !provider.issuer().equals(text(issuer.get()))) {
            throw new IdTokens.Worthless("another's response");
        }
    }

    private Named named(Element assertion, SingleSignOn.Provider provider, String acs) throws IdTokens.Worthless {
        if (!ASSERTION.equals(assertion.getNamespaceURI())
                || !"Assertion".equals(assertion.getLocalName())
                || !"2.0".equals(assertion.getAttribute("Version"))) {
            throw new IdTokens.Worthless("not an assertion of SAML 2.0");
        }
        if (!provider.issuer().equals(text(only(assertion, "Issuer")))) {
            throw new IdTokens.Worthless("issued by another");
        }
        requireConditions(only(assertion, "Conditions"), entity(provider.company()));
        var statements =
                SignedXml.children(assertion, ASSERTION, "AuthnStatement").toList();
        if (statements.isEmpty()) {
            throw new IdTokens.Worthless("nobody signed in");
        }
        for (var statement : statements) {
            requireTimes(statement, "AuthnInstant", "SessionNotOnOrAfter");
        }
        var subject = only(assertion, "Subject");
        var flow = flow(subject, acs).filter(way -> way.company().equals(provider.company()));
        var email = email(subject, assertion);
        return new Named(
                flow.orElseThrow(() -> new IdTokens.Worthless("not an answer to what we asked")),
                email.orElseThrow(() -> new IdTokens.Worthless("names no e-mail address")),
                attribute(assertion, NAMES).orElse(null));
    }

    private void requireConditions(Element conditions, String entity) throws IdTokens.Worthless {
        requireTimes(conditions, "NotBefore", "NotOnOrAfter");
        var audiences =
                SignedXml.children(conditions, ASSERTION, "AudienceRestriction").toList();
        boolean ours = audiences.stream()
                .allMatch(restriction -> SignedXml.children(restriction, ASSERTION, "Audience")
                        .anyMatch(audience -> entity.equals(text(audience))));
        if (audiences.isEmpty() || !ours) {
            throw new IdTokens.Worthless("made for another");
        }
    }

    /// The way whose request a bearer of this may answer here and now.
    private Optional<RowToken> flow(Element subject, String acs) throws IdTokens.Worthless {
        var confirmation = SignedXml.children(subject, ASSERTION, "SubjectConfirmation")
                .filter(one -> BEARER.equals(one.getAttribute("Method")))
                .findFirst()
                .orElseThrow(() -> new IdTokens.Worthless("not for who bears it"));
        var data = only(confirmation, "SubjectConfirmationData");
        if (!data.hasAttribute("NotOnOrAfter")) {
            throw new IdTokens.Worthless("counts for ever");
        }
        requireTimes(data, "NotBefore", "NotOnOrAfter");
        if (!acs.equals(data.getAttribute("Recipient"))) {
            throw new IdTokens.Worthless("made for another recipient");
        }
        var request = data.getAttribute("InResponseTo");
        return request.startsWith("_") ? RowToken.parse(request.substring(1)) : Optional.empty();
    }

    private void requireTimes(Element element, String from, String until) throws IdTokens.Worthless {
        var now = clock.instant();
        var begin = time(element, from);
        if (begin.isPresent() && begin.get().isAfter(now.plus(SKEW))) {
            throw new IdTokens.Worthless("not valid yet");
        }
        var end = time(element, until);
        if (end.isPresent() && !now.minus(SKEW).isBefore(end.get())) {
            throw new IdTokens.Worthless("expired");
        }
    }

    private static Optional<Instant> time(Element element, String name) throws IdTokens.Worthless {
        if (!element.hasAttribute(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    OffsetDateTime.parse(element.getAttribute(name).strip()).toInstant());
        } catch (DateTimeException notATime) {
            throw new IdTokens.Worthless("a time is none", notATime);
        }
    }

    /// An attribute that says so, else the name the person goes by there.
    private static Optional<String> email(Element subject, Element assertion) throws IdTokens.Worthless {
        var id = only(subject, "NameID");
        var named = NAME_IDS_OF_ADDRESSES.contains(id.getAttribute("Format"))
                ? Optional.of(text(id))
                : Optional.<String>empty();
        return attribute(assertion, EMAILS)
                .or(() -> named)
                .filter(email -> IdTokens.EMAIL.matcher(email).matches())
                .map(SignIns::normal);
    }

    /// Empty where it has several values, for none of them is more ours than the others.
    private static Optional<String> attribute(Element assertion, Set<String> names) {
        var values = SignedXml.children(assertion, ASSERTION, "AttributeStatement")
                .flatMap(statement -> SignedXml.children(statement, ASSERTION, "Attribute"))
                .filter(attribute ->
                        names.contains(attribute.getAttribute("Name").strip().toLowerCase(Locale.ROOT)))
                .flatMap(attribute -> SignedXml.children(attribute, ASSERTION, "AttributeValue"))
                .map(Saml::text)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private static Element only(Element parent, String name) throws IdTokens.Worthless {
        var found = SignedXml.children(parent, ASSERTION, name).toList();
        if (found.size() != 1) {
            throw new IdTokens.Worthless("not one " + name);
        }
        return found.getFirst();
    }

    private String signOnUrl(Element provider) {
        return SignedXml.children(provider, METADATA, "SingleSignOnService")
                .filter(service -> REDIRECT.equals(service.getAttribute("Binding")))
                .map(service -> service.getAttribute("Location").strip())
                .filter(address -> calls.address(address).isPresent())
                .findFirst()
                .orElseThrow(() -> unusable("The metadata names no https address for HTTP-Redirect."));
    }

    private static List<String> certificates(Element provider) {
        var found = new LinkedHashSet<>(SignedXml.children(provider, METADATA, "KeyDescriptor")
                .filter(key -> !"encryption".equals(key.getAttribute("use")))
                .flatMap(key -> SignedXml.all(key, DSIG, "X509Certificate").stream())
                .map(certificate -> text(certificate).replaceAll("\\s", ""))
                .toList());
        if (found.isEmpty() || found.size() > MOST_CERTIFICATES) {
            throw unusable("The metadata holds no certificate to check signatures with.");
        }
        for (var encoded : found) {
            var key = certificate(encoded)
                    .map(X509Certificate::getPublicKey)
                    .orElseThrow(() -> unusable("A certificate of the metadata cannot be read."));
            if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA_KEY) {
                throw unusable("A key of the metadata is shorter than %d bits.".formatted(SHORTEST_RSA_KEY));
            }
        }
        return List.copyOf(found);
    }

    static Optional<X509Certificate> certificate(String encoded) {
        try {
            var bytes = new ByteArrayInputStream(Base64.getDecoder().decode(encoded));
            return Optional.of(
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static List<PublicKey> keys(SingleSignOn.SamlProvider saml) {
        var keys = new ArrayList<PublicKey>();
        saml.certificates().forEach(one -> certificate(one).ifPresent(known -> keys.add(known.getPublicKey())));
        return keys;
    }

    /// The id of a request names its way, and starts as an XML id must.
    private static String requestId(RowToken flow) {
        return "_" + flow.text();
    }

    private static byte[] decoded(String encoded) throws IdTokens.Worthless {
        try {
            return Base64.getMimeDecoder().decode(encoded);
        } catch (IllegalArgumentException notBase64) {
            throw new IdTokens.Worthless("not base64", notBase64);
        }
    }

    private static String deflated(String request) {
        var bytes = new ByteArrayOutputStream();
        try (var raw = new DeflaterOutputStream(bytes, new Deflater(Deflater.DEFAULT_COMPRESSION, true))) {
            raw.write(request.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static boolean isTrue(String attribute) {
        return Stream.of("true", "1").anyMatch(attribute.strip()::equals);
    }

    private static String text(Element element) {
        return element.getTextContent().strip();
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name());
    }

    private static Refusal unusable(String why) {
        return Refusal.invalid("metadata", why);
    }
}
