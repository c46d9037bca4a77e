// A SAML 2.0 identity provider of the test's own: reads what it is asked, has the person say who they are, and answers
// with an assertion it has signed. What it writes is in canonical form already (exclusive XML canonicalisation): names
// spaces where they are first used, attributes sorted, no empty tags, so that what is signed is the text as it stands.
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:https'
import { inflateRawSync } from 'node:zlib'

const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const names = { samlp: 'urn:oasis:names:tc:SAML:2.0:protocol', saml: 'urn:oasis:names:tc:SAML:2.0:assertion', ds: 'http://www.w3.org/2000/09/xmldsig#' }
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'

/** A certificate that vouches for itself (RFC 5280), for the signatures and for TLS. */
function certificate({ publicKey, privateKey }) {
  const tlv = (tag, ...parts) => {
    const body = Buffer.concat(parts)
    const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255]
    return Buffer.concat([Buffer.from([tag, ...length]), body])
  }
  const sequence = (...parts) => tlv(0x30, ...parts)
  const time = days => tlv(0x17, Buffer.from(new Date(Date.now() + days * 86_400_000).toISOString().replace(/^..|[-:T]|\.\d+/g, '')))
  const algorithm = sequence(tlv(0x06, Buffer.from('2a864886f70d01010b', 'hex')), tlv(0x05))
  const name = sequence(tlv(0x31, sequence(tlv(0x06, Buffer.from('550403', 'hex')), tlv(0x0c, Buffer.from('idp')))))
  const told = sequence(tlv(0x02, Buffer.from([1])), algorithm, name, sequence(time(-1), time(30)), name, publicKey.export({ type: 'spki', format: 'der' }))
  return sequence(told, algorithm, tlv(0x03, Buffer.from([0]), sign('sha256', told, privateKey)))
}

function assertion({ issuer, request, email, key }) {
  const id = `_${randomUUID()}`
  const [before, now, after] = [-5, 0, 300].map(seconds => new Date(Date.now() + seconds * 1000).toISOString())
  const head = `<saml:Assertion xmlns:saml="${names.saml}" ID="${id}" IssueInstant="${now}" Version="2.0"><saml:Issuer>${issuer}</saml:Issuer>`
  const rest =
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${escaped(email)}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${request.id}"` +
    ` NotOnOrAfter="${after}" Recipient="${request.acs}"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${before}" NotOnOrAfter="${after}"><saml:AudienceRestriction><saml:Audience>${request.issuer}</saml:Audience>` +
    `</saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${now}"><saml:AuthnContext><saml:AuthnContextClassRef>` +
    'urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement></saml:Assertion>'
  const digest = createHash('sha256').update(head + rest).digest('base64')
  const signed =
    `<ds:SignedInfo xmlns:ds="${names.ds}"><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"></ds:CanonicalizationMethod>` +
    '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>' +
    `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${names.ds}enveloped-signature"></ds:Transform>` +
    `<ds:Transform Algorithm="${EXCLUSIVE}"></ds:Transform></ds:Transforms>` +
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>' +
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`
  const value = sign('sha256', Buffer.from(signed), key).toString('base64')
  return `${head}<ds:Signature xmlns:ds="${names.ds}">${signed}<ds:SignatureValue>${value}</ds:SignatureValue></ds:Signature>${rest}`
}

const page = (title, body) =>
  `<!doctype html><html lang="en"><title>${title}</title><link rel="icon" href="data:,"><main><h1>${title}</h1>${body}</main></html>`

/** `asked` are the requests it was sent, `forge(true)` has it sign with a key nobody knows. */
export async function startSamlProvider() {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const der = certificate(own)
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
  const asked = []
  let key = own.privateKey
  let origin

  const read = encoded => {
    const xml = inflateRawSync(Buffer.from(encoded, 'base64')).toString()
    const attribute = name => new RegExp(` ${name}="([^"]+)"`).exec(xml)[1]
    return { id: attribute('ID'), acs: attribute('AssertionConsumerServiceURL'), destination: attribute('Destination'), issuer: /<saml:Issuer>([^<]+)</.exec(xml)[1] }
  }
  const response = (request, email) =>
    `<samlp:Response xmlns:samlp="${names.samlp}" ID="_${randomUUID()}" Version="2.0" IssueInstant="${new Date().toISOString()}"` +
    ` Destination="${request.acs}" InResponseTo="${request.id}"><saml:Issuer xmlns:saml="${names.saml}">${origin}/entity</saml:Issuer>` +
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>' +
    `${assertion({ issuer: `${origin}/entity`, request, email, key })}</samlp:Response>`

  const server = createServer({ key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: pem }, (call, answer) => {
    const { pathname, searchParams } = new URL(call.url, origin)
    const encoded = searchParams.get('SAMLRequest')
    if (pathname !== '/sso' || !encoded) return answer.writeHead(404).end()
    answer.setHeader('Content-Type', 'text/html; charset=utf-8')
    const email = searchParams.get('email')
    const request = read(encoded)
    if (!email) {
      asked.push(request)
      return answer.end(page('Your company', `<form><input type="hidden" name="SAMLRequest" value="${encoded}"><label>Address <input name="email"></label><button>Go on</button></form>`))
    }
    const said = Buffer.from(response(request, email)).toString('base64')
    answer.end(page('Back', `<form method="post" action="${request.acs}"><input type="hidden" name="SAMLResponse" value="${said}"></form><script>document.forms[0].submit()</script>`))
  })
  await new Promise((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve))
  origin = `https://127.0.0.1:${server.address().port}`
  return {
    origin,
    asked,
    metadata:
      `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${origin}/entity"><IDPSSODescriptor protocolSupportEnumeration="${names.samlp}">` +
      `<KeyDescriptor use="signing"><KeyInfo xmlns="${names.ds}"><X509Data><X509Certificate>${der.toString('base64')}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>` +
      `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${origin}/sso"/></IDPSSODescriptor></EntityDescriptor>`,
    forge: yes => (key = yes ? stranger.privateKey : own.privateKey),
    stop: () => new Promise(resolve => {
      server.closeAllConnections()
      server.close(resolve)
    }),
  }
}
