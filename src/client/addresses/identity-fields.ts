/*
 * Header fields by which proxies and gateways tell applications who asks for what. An application that
 * believes them believes whoever wrote them, so a client's own never get there. The names come from the
 * documentation of what sets them: nginx, Apache, HAProxy, Envoy, IIS, WebLogic, WebSphere, the clouds
 * and content networks, and the gateways that check certificates and sign people in.
 */

/** What a field says of a client: who it is, what it asked for, or by what it proves it. */
export type Claim = 'address' | 'target' | 'certificate' | 'user'

interface Names {
  readonly exact: string
  /** How names begin that a product has many of. */
  readonly begin: string
  /** How names end that everybody has made one of. */
  readonly end: string
}

const NAMES: Readonly<Record<Claim, Names>> = {
  address: {
    exact: `
      client-ip clientip real-ip wl-proxy-client-ip forwarded forwarded-for x-forwarded
      x-forwarded-for x-forward-for x-real-ip x-clientip x-originating-ip x-source-ip
      x-true-ip x-proxyuser-ip cdn-src-ip x-cdn-src-ip x-azure-clientip x-azure-socketip
      x-nf-client-connection-ip x-envoy-external-address x-envoy-internal cf-connecting-ipv6
      cf-pseudo-ipv4 cf-ipcountry x-akamai-edgescape fastly-client`,
    begin: 'x-sucuri- x-appengine- x-webobjects- cloudfront-viewer- x-vercel-ip-',
    end: '-client-ip -clientip -real-ip -remote-ip -connecting-ip -forwarded-for',
  },
  // The host and the path that were asked for, and whether by https.
  target: {
    exact: `
      x-host x-http-host-override x-host-override x-override-url x-script-name script-name
      path-info request-uri x-request-uri x-waws-unencoded-url x-ingress-path x-traversal-path
      x-accel-mapping x-sendfile-type x-scheme x-url-scheme front-end-https https x-https
      cf-visitor fastly-ssl cloudfront-forwarded-proto wl-proxy-ssl clientprotocol`,
    begin: `
      x-forwarded- x-original- x-orig- x-real-host x-real-proto x-rewrite- x-envoy-original-
      fly-forwarded- forwarded-`,
    end: '',
  },
  certificate: {
    // RFC 9440 has the first two.
    exact: `
      client-cert client-cert-chain x-clientcert x-client-dn x-client-s-dn x-client-i-dn
      x-client-verify x-client-subject x-client-issuer x-client-serial x-subject-dn
      x-issuer-dn x-arr-clientcert x-arr-ssl x-forwarded-client-cert
      x-forwarded-tls-client-cert x-forwarded-tls-client-cert-info`,
    begin: `
      ssl-client ssl-cert ssl-verify ssl-session ssl-cipher ssl-protocol ssl-offload sslclient
      x-ssl x-tls- tls-client- x-mtls- x-client-cert x-client-ssl- x-amzn-mtls-
      cf-client-cert- cf-cert- wl-proxy- ms-aspnetcore-`,
    end: '',
  },
  user: {
    exact: `
      x-forwarded-user x-forwarded-email x-forwarded-groups x-forwarded-preferred-username
      l5d-client-id iv-user iv-user-l iv-groups iv-creds iv-remote-address sm-universalid
      sm-realm auth-user auth-type proxy-user x-proxy-user x-logon-user smuser eppn
      persistent-id targeted-id x-userinfo x-jwt-assertion x-endpoint-api-userinfo
      x-apigateway-api-userinfo $wsra $wsrh $wsru $wsat $wspr $wsis $wssc $wscc $wscs $wssi
      $wssn $wssp cf-access-authenticated-user-email cf-access-jwt-assertion`,
    begin: `
      remote- x-remote- x-auth-request- x-authenticated- x-authentik- x-webauth- x-vouch-
      x-pomerium- x-goog-authenticated-user- x-goog-iap- x-amzn-oidc- x-ms-client-principal
      x-ms-token- x-iisnode- x-consumer- x-credential- x-sandstorm- x-replit-user- oidc-
      oam-remote- oam-identity- sm-user sm-auth sm-serversession shib- mellon- tailscale-user-`,
    end: '',
  },
}

/** Of those that are told by how they begin, the ones that the guides of proxies name. */
const GUIDED: ReadonlySet<string> = new Set(
  `x-ssl-client-verify x-ssl-client-s-dn x-ssl-client-i-dn x-ssl-client-cert x-ssl-cert
   ssl-client-verify ssl-client-s-dn ssl-client-cert x-client-cert x-client-ip x-cluster-client-ip
   true-client-ip cf-connecting-ip fastly-client-ip x-forwarded-host x-forwarded-port
   x-forwarded-prefix x-forwarded-server x-forwarded-ssl x-original-url x-original-uri x-original-host
   x-original-forwarded-for x-rewrite-url x-envoy-original-path remote-user x-remote-user
   x-auth-request-user x-auth-request-email`.split(/\s+/),
)

/** In the code of some applications the variable of CGI is taken for the name of a field. */
const VARIABLE = 'http-'

const EXACT: ReadonlyMap<string, Claim> = new Map(listed('exact'))
const ENDS = listed('end')
/** By their first character, so that few are tried. */
const BEGINNINGS: ReadonlyMap<number, readonly (readonly [string, Claim])[]> = Map.groupBy(
  listed('begin'),
  ([text]) => text.charCodeAt(0),
)

function listed(part: keyof Names): readonly (readonly [text: string, claim: Claim])[] {
  const claims = ['address', 'target', 'certificate', 'user'] as const
  return claims.flatMap((claim) =>
    NAMES[claim][part]
      .split(/\s+/)
      .filter((text) => text !== '')
      .map((text) => [foldName(text), claim] as const),
  )
}

/**
 * A name in any case as CGI and its heirs read it, in lower case and written with `-`: to them
 * `X_Real_IP` is `x-real-ip` (RFC 3875 section 4.1.18), to PHP `x.real.ip` is too, and to lighttpd any
 * other sign.
 */
export function foldName(name: string): string {
  for (let i = 0; i < name.length; i++) {
    if (!isPlain(name.charCodeAt(i))) return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')
  }
  return name
}

/** Whether it is a small letter, a digit or `-`. */
function isPlain(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || code === 0x2d || (code >= 0x30 && code <= 0x39)
}

/** Whether some product is known to set a field of exactly that folded name: those are not many. */
export function isInUse(folded: string): boolean {
  return EXACT.has(folded) || GUIDED.has(folded)
}

/** What a field of that folded name claims; null where it says nothing of who asks for what. */
export function claimOf(folded: string): Claim | null {
  const claim = EXACT.get(folded)
  if (claim !== undefined) return claim
  for (const [beginning, claimed] of BEGINNINGS.get(folded.charCodeAt(0)) ?? []) {
    if (folded.startsWith(beginning)) return claimed
  }
  for (const [end, claimed] of ENDS) if (folded.endsWith(end)) return claimed
  return folded.startsWith(VARIABLE) ? claimOf(folded.slice(VARIABLE.length)) : null
}
