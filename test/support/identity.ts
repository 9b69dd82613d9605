/*
 * Names by which proxies and gateways tell applications who asks, as their documentation spells them;
 * written down apart from the gate's own list.
 */

/** An address. */
const ADDRESSES = `
  X-Real-IP True-Client-IP CF-Connecting-IP X-Client-IP X-Cluster-Client-IP Client-Ip
  Fastly-Client-IP X-Azure-ClientIP X-Azure-SocketIP Fly-Client-IP X-ProxyUser-Ip
  WL-Proxy-Client-IP Proxy-Client-IP X-Originating-IP X-Remote-IP X-Remote-Addr Remote-Addr
  X-Forwarded Forwarded-For X-Appengine-User-Ip CF-Connecting-IPv6 DO-Connecting-IP
  Ali-Cdn-Real-Ip CloudFront-Viewer-Address X-NF-Client-Connection-IP
  X-Envoy-External-Address X-Original-Forwarded-For X-Vercel-Forwarded-For Akamai-Client-IP
  Incap-Client-IP NS-Client-IP CF-IPCountry`

/** A host, a path, a scheme. */
const TARGETS = `
  X-Forwarded-Port X-Forwarded-Prefix X-Forwarded-Server X-Forwarded-Uri X-Forwarded-Method
  X-Forwarded-Path X-Forwarded-Ssl X-Forwarded-Scheme X-Original-URL X-Original-URI
  X-Original-Host X-Original-Method X-Rewrite-URL X-Rewrite-Host X-Override-URL
  X-Script-Name Script-Name Path-Info X-Envoy-Original-Path X-Envoy-Original-Host
  X-HTTP-Host-Override X-Host Front-End-Https X-Url-Scheme X-Scheme X-Waws-Unencoded-Url
  X-Ingress-Path`

/** A certificate. */
const CERTIFICATES = `
  X-Client-Cert X-Client-Certificate X-Client-Cert-Dn X-Client-DN X-Client-Verify
  SSL-Client-Cert SSL-Client-Verify SSL-Client-S-DN SSL-Client-S-DN-CN X-SSL-Client-Verify
  X-SSL-Client-Cert X-SSL-Client-DN X-SSL-CERT X-SSL X-Forwarded-Client-Cert
  X-Forwarded-Tls-Client-Cert X-ARR-ClientCert X-ARR-SSL Client-Cert Client-Cert-Chain
  X-TLS-Client-Subject X-Amzn-Mtls-Clientcert WL-Proxy-Client-Cert Cf-Client-Cert-Sha256
  MS-ASPNETCORE-CLIENTCERT $WSCC`

/** A user. */
const USERS = `
  Remote-User X-Remote-User X-Remote-Group Remote-Groups X-Forwarded-User X-Forwarded-Email
  X-Auth-Request-User X-Auth-Request-Email Proxy-User OIDC-Claim-Sub OIDC_CLAIM_email
  X-MS-CLIENT-PRINCIPAL X-MS-CLIENT-PRINCIPAL-NAME X-MS-Token-Aad-Id-Token X-WEBAUTH-USER
  SM_USER SM-UserDN iv-user iv-groups OAM_REMOTE_USER Shib-Session-ID X-Authentik-Username
  X-Pomerium-Claim-Email X-Goog-Authenticated-User-Email X-Amzn-Oidc-Identity
  X-Authenticated-User $WSRU Cf-Access-Authenticated-User-Email Tailscale-User-Login
  X-Consumer-Username`

export const IDENTITY_FIELDS: readonly string[] = [ADDRESSES, TARGETS, CERTIFICATES, USERS].flatMap(
  (names) => names.trim().split(/\s+/),
)

/** `X-Real-IP` in ways that one application or another reads as the same field. */
export const SPELLINGS: readonly {
  readonly how: string
  readonly spell: (name: string) => string
}[] = [
  { how: 'as documented', spell: (name) => name },
  { how: 'in lower case', spell: (name) => name.toLowerCase() },
  { how: 'in capitals', spell: (name) => name.toUpperCase() },
  { how: 'with underscores, as CGI reads it', spell: (name) => name.replaceAll('-', '_') },
  { how: 'with one underscore', spell: (name) => name.replace('-', '_') },
  { how: 'with dots, as PHP reads it', spell: (name) => name.replaceAll('-', '.') },
  { how: 'with other signs, as lighttpd reads it', spell: (name) => name.replaceAll('-', '~') },
  { how: 'as a variable of CGI', spell: (name) => `HTTP_${name.replaceAll('-', '_')}` },
]
