// What follows a passed check: going on, staying on request, or going back to a form.
import { byId } from './screen.client.js'

/** A page that vanishes as soon as it came looks like a fault, and its button could not be pressed. */
var SEEN_MS = 1000

/**
 * Whether this page came straight after a check: `loadPage` makes the page its own referrer. So no
 * storage is needed to end a loop. A redirect (language switch, slow door) is a person's doing.
 */
function cameBack() {
  var timing = window.performance && performance.navigation
  if (location.hash) return Boolean(timing) && timing.type === 1
  var isRedirect = Boolean(timing) && timing.redirectCount > 0
  return !isRedirect && document.referrer === location.href
}

/** Loads the page again as a plain request; a fragment would turn `replace` into mere scrolling. */
export function loadPage() {
  if (location.hash) location.reload()
  else location.replace(location.href)
}

/**
 * Leads from the passed check onwards. At most two checks follow each other by themselves: after the
 * second the page waits for a press.
 * @param {import('./screen.client.js').Screen} screen @param {number} stepsBack
 */
export function createEnding(screen, stepsBack) {
  var texts = screen.texts
  var isForm = stepsBack > 0
  var isSecond = cameBack()
  var staysHere = isSecond || byId('blocked') !== null
  var isPassed = false
  var wasSeen = false

  function askToSendAgain() {
    var notice = byId('unsent')
    if (notice !== null) notice.hidden = true
    screen.say(texts.formDone + ' ' + texts.formCheckEntries)
    screen.label(texts.backButton, true)
  }

  function moveOn() {
    if (!staysHere && !screen.isReading()) {
      screen.say(texts.done)
      return loadPage()
    }
    screen.label(texts.continueButton, true)
    screen.say(isSecond ? texts.cameBack : texts.doneStay)
    if (isSecond) screen.showSlowDoor()
  }

  function labelButton() {
    if (isForm) screen.button.hidden = true
    else screen.label(staysHere ? texts.continueButton : texts.stayButton, false)
  }

  setTimeout(function () {
    wasSeen = true
    if (isPassed && !isForm) moveOn()
  }, SEEN_MS)

  return {
    labelButton: labelButton,
    pass: function () {
      isPassed = true
      document.documentElement.className = 'passed'
      screen.showProgress(1)
      screen.hideSlowDoor()
      screen.entitle(texts.stateDone)
      if (isForm) askToSendAgain()
      else if (wasSeen) moveOn()
    },
    /** Before the end it chooses whether to stay; after it, it goes on. */
    press: function () {
      if (isPassed && isForm) return history.go(-stepsBack)
      if (isPassed) return loadPage()
      staysHere = !staysHere
      labelButton()
    },
  }
}
