// The page of a limit: the seconds count down, and the button waits as long as the gate would refuse.
import { byId } from './dom.client.js'

/** A number is always followed by a plural, as on the page itself. */
var SECONDS_SHOWN_MIN = 2
var SECOND_MS = 1000

/** @param {Event} event */
function refuse(event) {
  event.preventDefault()
}

/**
 * Keeps a link from leading anywhere. It stays where it is, with its focus, and says that it waits.
 * @param {HTMLElement} link
 * @returns {() => void} ends that
 */
function holdBack(link) {
  link.setAttribute('aria-disabled', 'true')
  link.addEventListener('click', refuse)
  return function () {
    link.removeAttribute('aria-disabled')
    link.removeEventListener('click', refuse)
  }
}

/**
 * Shown each second and announced once, at the end: a voice that counts would let nobody read. Counted
 * by a clock that nobody can set, from when the page was there.
 */
export function waitForLimit() {
  var note = byId('wait')
  var number = note === null ? null : note.querySelector('strong')
  if (note === null || number === null) return
  var place = note
  var shown = number
  var link = byId('retry')
  var letGo = link === null ? null : holdBack(link)
  var startedMs = performance.now()
  var waitMs = SECOND_MS * Number(shown.textContent)

  function over() {
    var status = byId('status')
    place.textContent = place.getAttribute('data-over')
    if (status !== null) status.textContent = place.textContent
    if (letGo !== null) letGo()
  }
  function tick() {
    var leftMs = startedMs + waitMs - performance.now()
    if (!(leftMs > 0)) return over()
    shown.textContent = String(Math.max(SECONDS_SHOWN_MIN, Math.ceil(leftMs / SECOND_MS)))
    // As often as the number changes; a sleeping device is late and goes on from what is left.
    setTimeout(tick, leftMs % SECOND_MS || SECOND_MS)
  }
  tick()
}
