// The way on may end in a file: then the page stays where it is. It says so, instead of a promise that has come true.
import { appendButton } from './dom.client.js'

/** Long enough for most pages to have come; whoever waits longer wants to hear something. */
var STAYED_MS = 5000

/**
 * Tells, where this page is still seen a while after the way on was taken, what may have happened. The
 * check's own button then takes the way again; a second one leads back to where one came from.
 * @param {import('./screen.client.js').Screen} screen
 */
export function tellIfStayed(screen) {
  var texts = screen.texts
  setTimeout(function () {
    screen.promise(false)
    screen.say(texts.fileHere)
    screen.label(texts.retryButton, true)
    var place = screen.button.parentElement
    // Opened in a tab of its own there is nothing to go back to.
    if (place === null || place.lastChild !== screen.button || history.length < 2) return
    appendButton(place, texts.leaveButton).addEventListener('click', function () {
      history.back()
    })
  }, STAYED_MS)
}
