// What follows a passed check: going on, staying on request, or going back to a form.
import { byId } from './dom.client.js'

/** A page that vanishes as soon as it came looks like a fault, and its button could not be pressed. */
var SEEN_MS = 1000

/** Added to the fragment while the language changes: the choice to stay outlives the page. */
var STAY = '#paart-stay'

/**
 * Where the referrer cannot tell: a fragment would turn `replace` into mere scrolling, and some
 * browsers name no referrer at all. There the page is loaded again, and that can be told.
 */
function isTold() {
  return !location.hash && document.referrer !== ''
}

/**
 * Whether this page came straight after a check: `loadPage` makes the page its own referrer. So no
 * storage is needed to end a loop. A redirect (language switch, slow door) is a person's doing.
 */
function cameBack() {
  var timing = window.performance && performance.navigation
  if (!isTold()) return Boolean(timing) && timing.type === 1
  var isRedirect = Boolean(timing) && timing.redirectCount > 0
  return !isRedirect && document.referrer === location.href
}

/** Loads the page again as a plain request. */
export function loadPage() {
  if (isTold()) location.replace(location.href)
  else location.reload()
}

/** Whether somebody asked to stay before the language changed; the address is cleaned of it. */
function wantsToStay() {
  if (location.hash.indexOf(STAY) !== 0) return false
  var fragment = location.hash.slice(STAY.length)
  history.replaceState(history.state, '', location.pathname + location.search + fragment)
  return true
}

/**
 * Leads from the passed check onwards. At most two checks follow each other by themselves: after the
 * second the page waits for a press.
 * @param {import('./screen.client.js').Screen} screen @param {number} stepsBack
 */
export function createEnding(screen, stepsBack) {
  var texts = screen.texts
  var isForm = stepsBack > 0
  var isChosen = wantsToStay()
  var isSecond = cameBack()
  var staysHere = isChosen || isSecond || byId('blocked') !== null
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
    screen.promise(false)
    screen.label(texts.continueButton, true)
    screen.say(isSecond ? texts.cameBack : texts.doneStay)
    if (isSecond) screen.showSlowDoor()
  }

  function labelButton() {
    if (isForm) screen.button.hidden = true
    else screen.label(staysHere ? texts.continueButton : texts.stayButton, false)
  }

  // A redirect hands on the fragment of the form's action: so the way back keeps what no server sees.
  document.addEventListener('submit', function (event) {
    var form = event.target
    if (!(form instanceof HTMLFormElement)) return
    var stays = staysHere && !isPassed && !isForm && form.className === 'languages'
    form.action = form.action.split('#')[0] + (stays ? STAY : '') + location.hash
  })
  setTimeout(function () {
    wasSeen = true
    if (isPassed && !isForm) moveOn()
  }, SEEN_MS)

  return {
    begin: function () {
      screen.promise(!isForm)
      labelButton()
    },
    pass: function () {
      isPassed = true
      screen.forgive()
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
