// What happens around a running check: time passes, the connection breaks, the tab is left and found.
import { loadPage } from './ending.client.js'

/** From here on a person wonders whether anything still happens. */
var SLOW_NOTICE_MS = 8000
/** From here on another way is offered beside the running check. */
var SLOW_DOOR_MS = 30000

/**
 * @typedef {object} Check
 * @property {() => boolean} isRunning
 * @property {() => void} giveUp ends a running check: the other ways are shown
 * @property {() => void} lookForPass goes on where the check has been passed elsewhere
 */

/**
 * Tells who waits what is going on; offers the slow door after a while. A hidden tab works on, its
 * timers late; a found one looks first whether another has passed meanwhile.
 * @param {Check} check @param {import('./screen.client.js').Screen} screen @param {number} stepsBack
 */
export function watch(check, screen, stepsBack) {
  var texts = screen.texts
  /** @param {() => void} action */
  function whileRunning(action) {
    return function () {
      if (check.isRunning()) action()
    }
  }
  function tellItTakesLong() {
    screen.say(texts.progressSlow)
    check.lookForPass()
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
    if (document.visibilityState === 'visible') check.lookForPass()
  })
  // Brought back from the browser's memory: what it shows is over. A form is never loaded again.
  addEventListener('pageshow', function (event) {
    if (event.persisted && stepsBack === 0) loadPage()
  })
}
