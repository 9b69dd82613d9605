/** What well-known servers, and programs behind them, make of a path, each in its own order. */
export const SERVERS: Readonly<Record<string, (path: string) => string>> = {
  nginx: (path) => resolve(merged(inUtf8(unescaped(path)))),
  'nginx that keeps empty segments': (path) => resolve(inUtf8(unescaped(path))),
  'Apache that keeps encoded slashes': (path) => resolve(merged(inUtf8(unescaped(path, SLASHES)))),
  'an old Apache, dots first': (path) => merged(resolve(inUtf8(unescaped(path)))),
  'an old Apache before PHP': (path) => resolve(merged(inUtf8(unescaped(path))).replace(QUERY, '')),
  'PHP that reads a reference, then a file': (path) =>
    resolve(merged(path.replace(/^\/\/[^/]+(?=\/)/, ''))),
  'PHP that reads a reference and decodes it': (path) =>
    resolve(merged(inUtf8(unescaped(path.replace(/^\/\/[^/]+(?=\/)/, ''))))),
  Tomcat: (path) => resolve(merged(inUtf8(unescaped(withoutParameters(path))))),
  'Tomcat on Windows': (path) =>
    resolve(merged(inUtf8(unescaped(withoutParameters(path))).replaceAll('\\', '/'))),
  'Tomcat with an application that decodes again': (path) =>
    resolve(merged(inUtf8(unescaped(tomcat(path))))),
  'Tomcat with one that decodes twice more': (path) =>
    resolve(merged(unescaped(unescaped(tomcat(path))))),
  'a filter that cuts off the session': (path) => inUtf8(unescaped(path.replace(/;[^]*/, ''))),
  'nginx before Tomcat that gets its path': (path) =>
    tomcat(resolve(merged(inUtf8(unescaped(path))))),
  IIS: iis,
  'IIS with an application that decodes again': (path) => iis(iis(path)),
  'a reader of overlong UTF-8': (path) => resolve(merged(leniently(unescaped(path)))),
  'a program whose texts end with NUL': (path) =>
    resolve(unescaped(unescaped(path)).replace(/\0[^]*/, '')),
  'a file server that decodes nothing': (path) => resolve(path),
  'JavaScript that reads a reference, then a file': (path) => {
    const read = whatwg(path)
    return read === null ? path : resolve(merged(inUtf8(unescaped(read)).replaceAll('\\', '/')))
  },
  'JavaScript that reads what has been decoded': (path) => {
    const text = inUtf8(unescaped(path))
    const isRead = !/[\x80-\xff]/.test(text) || text !== unescaped(path)
    return (isRead ? whatwg(text) : null) ?? path
  },
  'Python that reads what has been decoded': (path) =>
    resolve(
      inUtf8(unescaped(path))
        .replace(/[\t\r\n]/g, '')
        .replace(QUERY, '')
        .trimEnd(),
    ),
  'a framework that forgives a slash at the end': (path) =>
    resolve(merged(inUtf8(unescaped(path)))).replace(/(.)\/$/, '$1'),
}

const SLASHES = /%2f|%5c/i
const NOTHING = /^$/
const QUERY = /[?#][^]*$/

/** One character a byte. */
function unescaped(path: string, keep = NOTHING): string {
  return path.replace(/%[0-9a-f]{2}/gi, (escape) =>
    keep.test(escape) ? escape : String.fromCharCode(parseInt(escape.slice(1), 16)),
  )
}

/** What is no UTF-8 stays as it is. */
function inUtf8(bytes: string): string {
  if (/[^\0-\xff]/.test(bytes)) return bytes
  const text = Buffer.from(bytes, 'latin1').toString('utf8')
  return text.includes('\uFFFD') ? bytes : text
}

function leniently(bytes: string): string {
  return bytes
    .replace(/[\xc0\xc1][\x80-\xbf]/g, (two) =>
      String.fromCharCode(((two.charCodeAt(0) & 0x1f) << 6) | (two.charCodeAt(1) & 0x3f)),
    )
    .replace(/\xe0[\x80-\x9f][\x80-\xbf]/g, (three) =>
      String.fromCharCode(((three.charCodeAt(1) & 0x3f) << 6) | (three.charCodeAt(2) & 0x3f)),
    )
}

function merged(path: string): string {
  return path.replace(/\/{2,}/g, '/')
}

function withoutParameters(path: string): string {
  return path.replace(/;[^/]*/g, '')
}

function tomcat(path: string): string {
  return resolve(merged(inUtf8(unescaped(withoutParameters(path)))))
}

function iis(path: string): string {
  const old = path.replace(/%u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  )
  return resolve(merged(inUtf8(unescaped(old)).replaceAll('\\', '/')))
}

function whatwg(path: string): string | null {
  return URL.canParse(path, 'http://a') ? new URL(path, 'http://a').pathname : null
}

/** Removes dot segments; `..` at the root stays there. */
function resolve(path: string): string {
  const out: string[] = []
  const segments = path.split('/').slice(1)
  segments.forEach((segment, i) => {
    const isDot = segment === '.' || segment === '..'
    if (segment === '..') out.pop()
    if (!isDot) out.push(segment)
    else if (i === segments.length - 1) out.push('')
  })
  return '/' + out.join('/')
}
