// The way on may end in a file: then the page stays where it is. It says so, instead of a promise that has come true.
import { appendButton, byId } from './screen.client.js'

/** Long enough for most pages to have come; whoever waits longer wants to hear something. */
var STAYED_MS = 5000

/**
 * Tells once the way on was taken, and this page is still seen after a while, what may have happened.
 * The check's own button then takes the way again; a second one leads back to where one came from.
 * @param {import('./screen.client.js').Screen} screen
 */
export function createStayed(screen) {
  var texts = screen.texts
  /** @type {HTMLElement | null} */
  var leave = null
  function tell() {
    screen.promise(false)
    screen.say(texts.fileHere)
    screen.label(texts.retryButton, true)
    // Opened in a tab of its own there is nothing to go back to.
    if (leave !== null || history.length < 2) return
    leave = appendButton(byId('actions') || document.body, texts.leaveButton)
    leave.addEventListener('click', function () {
      history.back()
    })
  }
  return {
    /** The way on was taken. */
    watch: function () {
      setTimeout(tell, STAYED_MS)
    },
  }
}
