// What follows a passed check: going on, staying on request, sending a form, or going back to one.
import { sendForm, wasSent } from './claim.client.js'
import { BACK, recall, remember } from './memory.client.js'
import { byId } from './dom.client.js'
import { tellIfStayed } from './stayed.client.js'

/** A page that vanishes as soon as it came looks like a fault, and its button could not be pressed. */
var SEEN_MS = 1000

/** A browser asks for a page as soon as it was told to; a person who presses a link there takes longer. */
var BACK_MS = 1000

/** Of two presses so close to each other the second one is none. */
var PRESS_MS = 2000

/** Added to the fragment while the language changes: the choice to stay outlives the page. */
var STAY = '#paart-stay'

/**
 * What a check is for: a page, a submission that is kept (its id), or one whose form lies so many steps
 * back, which may be sent again from here.
 * @typedef {{ kept: string | null, stepsBack: number, maySendAgain: boolean }} Errand
 */

/** When this page was asked for, in ms of a clock that goes on from page to page. */
function askedMs() {
  return performance.timing.navigationStart
}

/**
 * Whether this page came straight after its own check. Where the tab remembers nothing, what tells is that
 * `loadPage` makes a page its own referrer, or loads it again.
 */
function cameBack() {
  var note = recall(BACK)
  if (remember(BACK, null)) {
    return note !== null && note[0] === location.href && askedMs() - note[1] < BACK_MS
  }
  return document.referrer === location.href || performance.navigation.type === 1
}

/** Loads the page again as a plain request. A fragment would turn `replace` into mere scrolling. */
export function loadPage() {
  var isRemembered = remember(BACK, [location.href, askedMs() + performance.now()])
  if (location.hash || (!isRemembered && document.referrer === '')) location.reload()
  else location.replace(location.href)
}

/** Whether somebody asked to stay before the language changed; the address is cleaned of it. */
function wantsToStay() {
  if (location.hash.indexOf(STAY) !== 0) return false
  var fragment = location.hash.slice(STAY.length)
  history.replaceState(history.state, '', location.pathname + location.search + fragment)
  return true
}

/**
 * Keeps what no server sees on the way of the page's buttons, and takes a double press for one.
 * @param {() => boolean} stays whether the next page is to stay too
 */
function watchButtons(stays) {
  var pressedMs = -PRESS_MS
  document.addEventListener('click', function (event) {
    var button = event.target
    if (!(button instanceof HTMLButtonElement) || button.type !== 'submit') return
    var form = button.form
    var place = button.parentElement
    if (form === null || place === null) return
    // A redirect hands on the fragment of the form's action.
    var isLanguage = place.className === 'languages'
    form.action = form.action.split('#')[0] + (isLanguage && stays() ? STAY : '') + location.hash
  })
  document.addEventListener('submit', function (event) {
    var nowMs = performance.now()
    if (nowMs - pressedMs < PRESS_MS) event.preventDefault()
    else pressedMs = nowMs
  })
}

/**
 * A submission that was not kept is sent again by a press.
 * @param {import('./screen.client.js').Screen} screen @param {Errand} errand @param {boolean} mayReload
 */
function askToSendAgain(screen, errand, mayReload) {
  var texts = screen.texts
  var notice = byId('unsent')
  if (notice !== null) notice.hidden = true
  if (!errand.maySendAgain) {
    screen.say(texts.formDone + ' ' + texts.formCheckEntries)
    screen.label(texts.backButton, true)
  } else if (mayReload) {
    screen.say(texts.formAgainAsked)
    screen.label(texts.formAgain, true)
  } else {
    screen.say(texts.formReload)
  }
}

/**
 * Leads from the passed check onwards. At most two checks follow each other by themselves: after the
 * second the page waits for a press.
 * @param {import('./screen.client.js').Screen} screen @param {Errand} errand
 */
export function createEnding(screen, errand) {
  var texts = screen.texts
  var isKept = errand.kept !== null
  var isForm = errand.stepsBack > 0
  var isSecond = isKept ? wasSent(errand.kept) : cameBack()
  var staysHere = wantsToStay() || isSecond
  var isPassed = false
  var wasSeen = false
  /** In Safari and its relatives a script that loads a page again loads it without the form. */
  var mayReload = errand.maySendAgain && navigator.vendor.indexOf('Apple') !== 0

  function goesOn() {
    return !staysHere && !screen.isReading()
  }

  function sayDone() {
    screen.say(isKept ? texts.keptSending : texts.done)
  }

  function moveOn() {
    if (goesOn()) return go()
    screen.promise(false)
    screen.label(isKept ? texts.keptSend : texts.continueButton, true)
    if (isKept) return screen.say(texts.keptReady)
    screen.say(isSecond ? texts.cameBack : texts.doneStay)
    if (isSecond) screen.showSlowDoor()
  }

  function go() {
    sayDone()
    if (isKept) return sendForm()
    loadPage()
    tellIfStayed(screen)
  }

  function labelButton() {
    if (isForm) screen.button.hidden = true
    else if (staysHere) screen.label(isKept ? texts.keptSend : texts.continueButton, false)
    else screen.label(texts.stayButton, false)
  }

  watchButtons(function () {
    return staysHere && !isPassed && !isForm
  })
  setTimeout(function () {
    wasSeen = true
    if (isPassed && !isForm) moveOn()
  }, SEEN_MS)

  return {
    begin: function () {
      screen.promise(true)
      labelButton()
    },
    pass: function () {
      isPassed = true
      screen.forgive()
      document.documentElement.className += ' passed'
      screen.showProgress(1)
      screen.hideSlowDoor()
      screen.entitle(texts.stateDone)
      if (isForm) return askToSendAgain(screen, errand, mayReload)
      if (wasSeen) return moveOn()
      if (goesOn()) sayDone()
    },
    /** Before the end it chooses whether to stay; after it, it goes on. */
    press: function () {
      if (isPassed && mayReload) return location.reload()
      if (isPassed && isForm) return history.go(-errand.stepsBack)
      if (isPassed) return go()
      staysHere = !staysHere
      labelButton()
    },
  }
}
