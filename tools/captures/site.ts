/** The last page that a browser is led to: `/NAME/end`. */
export const END = '/end'

/** A picture of one dot (GIF). */
const DOT = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64')

/**
 * What lies under `/NAME/`: a page that loads all that pages load and then leads on, by a redirect, a
 * form, a worker that passes pages on, and one that has them loaded beforehand, to the end.
 */
const FILES: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
  page: ['text/html', page(loads(), `location.href = 'away'`)],
  landed: [
    'text/html',
    page(
      `<form method=post action=sent><input name=a value=b></form>`,
      'document.forms[0].submit()',
    ),
  ],
  done: ['text/html', page('', registers('worker.js', 'passed/page'))],
  'passed/page': ['text/html', page('<img src=seen.gif>', `location.href = '../between'`)],
  between: ['text/html', page('', registers('ahead.js', 'ahead/page'))],
  'ahead/page': ['text/html', page('', `location.href = '..${END}'`)],
  end: ['text/html', page('', '')],
  frame: ['text/html', '<p>frame'],
  object: ['text/html', '<p>object'],
  'style.css': [
    'text/css',
    `@font-face { font-family: a; src: url(font.woff2) } body { font: 1em a }`,
  ],
  'script.js': ['text/javascript', ''],
  'module.js': ['text/javascript', ''],
  'data.json': ['application/json', '{}'],
  'events.txt': ['text/event-stream', 'data: 1\n\n'],
  'picture.gif': ['image/gif', DOT],
  'passed/seen.gif': ['image/gif', DOT],
  'worker.js': [
    'text/javascript',
    `addEventListener('fetch', (event) => event.respondWith(fetch(event.request)))`,
  ],
  'ahead.js': [
    'text/javascript',
    `addEventListener('activate', (event) => event.waitUntil(registration.navigationPreload?.enable()))
     addEventListener('fetch', (event) => event.respondWith(
       (async () => (await event.preloadResponse) ?? fetch(event.request))()))`,
  ],
}

const REDIRECTS: Readonly<Record<string, readonly [status: number, location: string]>> = {
  away: [302, 'landed'],
  sent: [303, 'done'],
}

function page(body: string, then: string): string {
  const later = `addEventListener('load', () => setTimeout(() => { ${then} }, 700))`
  return `<!doctype html><link rel=icon href=icon.gif>${body}<script>${later}</script>`
}

/** Nothing comes after a worker that is refused: then the page leads on without one. */
function registers(script: string, next: string): string {
  const scope = `${next.split('/')[0]}/`
  return `const on = () => { location.href = '${next}' }
    const w = navigator.serviceWorker
    setTimeout(on, 4000)
    w ? w.register('${script}', { scope: '${scope}' }).then((r) => setTimeout(on, 1000), on) : on()`
}

function loads(): string {
  return `<link rel=stylesheet href=style.css><link rel=manifest href=site.webmanifest>
<link rel=prefetch href=next><link rel=preload as=image href=early.gif>
<img src=picture.gif><iframe src=frame></iframe><object data=object></object>
<video src=film.mp4 preload=auto></video><audio src=sound.ogg preload=auto></audio>
<script src=script.js></script><script type=module src=module.js></script>
<script>
const post = (body, headers = {}) => fetch('data.json', { method: 'POST', body, headers }).catch(() => 0)
fetch('data.json').catch(() => 0)
fetch('data.json', { credentials: 'omit', headers: { accept: 'text/html' } }).catch(() => 0)
post('{}', { 'content-type': 'application/json' })
post(new URLSearchParams({ a: 'b' }))
const xhr = new XMLHttpRequest(); xhr.open('GET', 'data.json?xhr'); xhr.setRequestHeader('X-Requested-With', 'XMLHttpRequest'); xhr.send()
navigator.sendBeacon?.('beacon', 'a')
window.EventSource && (new EventSource('events.txt').onmessage = (e) => e.target.close())
window.Worker && new Worker('script.js')
</script>`
}

/** An answer of HTTP/1 or of HTTP/2, as far as both are alike. */
export interface Answer {
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown
  end(body: string | Buffer): unknown
}

const FRESH = { 'Cache-Control': 'no-store' }

/** Answers as that site does; what is not there is empty. */
export function answer(url: string, response: Answer): void {
  const file = /^\/[\w.-]+\/([\w./-]+)/.exec(url)?.[1] ?? ''
  const goesTo = REDIRECTS[file]
  if (goesTo !== undefined) {
    const [status, location] = goesTo
    response.writeHead(status, { ...FRESH, Location: location })
    response.end('')
    return
  }
  const [type, body] = FILES[file] ?? ['text/plain', '']
  response.writeHead(200, { ...FRESH, 'Content-Type': type })
  response.end(body)
}
