// What happens around a running check: time passes, the connection breaks, the tab is left and found.
import { loadPage } from './ending.client.js'
import { succeeds } from './solve.client.js'

/** From here on a person wonders whether anything still happens. */
var SLOW_NOTICE_MS = 8000
/** From here on another way is offered beside the running check. */
var SLOW_DOOR_MS = 30000

/**
 * @typedef {object} Check
 * @property {() => boolean} isRunning
 * @property {() => void} giveUp ends a running check: the other ways are shown
 * @property {(isTold: boolean) => void} lookForPass goes on where the check has been passed elsewhere
 */

/**
 * Tells who waits what is going on; offers the slow door after a while. A hidden tab works on, its
 * timers late; a found one looks first whether another has passed meanwhile.
 * @param {Check} check @param {import('./screen.client.js').Screen} screen
 * @param {import('./ending.client.js').Errand} errand
 * @returns {() => void} tells the other tabs that this one has passed
 */
export function watch(check, screen, errand) {
  var texts = screen.texts
  /** @param {() => void} action */
  function whileRunning(action) {
    return function () {
      if (check.isRunning()) action()
    }
  }
  function tellItTakesLong() {
    screen.say(texts.progressSlow)
    check.lookForPass(false)
  }
  function offerSlowDoor() {
    screen.showSlowDoor()
  }
  function tellOffline() {
    screen.say(texts.offline)
  }
  function tellOnline() {
    screen.say(texts.progressStart)
  }
  setTimeout(whileRunning(tellItTakesLong), SLOW_NOTICE_MS)
  setTimeout(whileRunning(offerSlowDoor), SLOW_DOOR_MS)
  addEventListener('offline', whileRunning(tellOffline))
  addEventListener('online', whileRunning(tellOnline))
  addEventListener('error', check.giveUp)
  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'visible') check.lookForPass(false)
  })
  // Brought back from the browser's memory: what it shows is over. A form is never loaded again.
  addEventListener('pageshow', function (event) {
    if (!event.persisted) return
    if (errand.kept === null && errand.stepsBack === 0) loadPage()
    else check.lookForPass(false)
  })
  return listenToOthers(function () {
    check.lookForPass(true)
  })
}

/**
 * What one tab earns ends the work of the others. Browsers without channels find it out later.
 * @param {() => void} onPassed
 */
function listenToOthers(onPassed) {
  /** @type {BroadcastChannel | null} */
  var channel = null
  succeeds(function () {
    channel = new BroadcastChannel('paart')
    channel.addEventListener('message', onPassed)
  })
  return function () {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no origin to name
    if (channel !== null) channel.postMessage(0)
  }
}
