// The course of a check, from the page's load to the page that was asked for.
import { offerWayBack } from './back.client.js'
import { goOnward, hop, sendForm, takeUp } from './claim.client.js'
import { byId } from './dom.client.js'
import { createEnding } from './ending.client.js'
import { createScreen, offerPeople, showFailure } from './screen.client.js'
import { askForPass, createPost } from './send.client.js'
import { serveAsWorker, solve, succeeds } from './solve.client.js'
import { readTask, submissionOf } from './task.client.js'
import { watch } from './watch.client.js'

/** What the first units promise is believed from here on; a cold start is slower than the rest. */
var ESTIMATE_MS = 2000
/** A check that would take longer is no shorter than the slow door, which is offered then. */
var HONEST_WAIT_MS = 15000
/** What is bought may be much work; what would take longer is not done. */
var LONGEST_MS = 20000
/** What another tab has just earned is no older; more would be an old pass that was not enough. */
var TOLD_SECONDS = 2
/** Ages are told in whole seconds: a pass must be younger than the page by this to be news. */
var SECOND_MS = 1000
/** Another site that does not answer within this is not waited for: the check begins here. */
var ASK_MS = 3000

/**
 * @typedef {import('./send.client.js').ProofListener} ProofListener
 * @typedef {{ screen: import('./screen.client.js').Screen, scriptUrl: string }} Place
 */

/**
 * Works for one token and hands the proof in. The listener hears of both while it listens. What is bought
 * beyond a limit may be much work: where the first units say that it takes too long, it is left.
 * @param {string | null} token @param {Place} place
 * @param {ReturnType<typeof createPost>} post
 * @param {ProofListener & { isListening: () => boolean }} listener
 * @returns {(() => void) | void} ends the work
 */
function prove(token, place, post, listener) {
  var screen = place.screen
  var task = token === null ? null : readTask(token)
  if (task === null) return listener.onFailed()
  var known = task
  var startedMs = performance.now()
  var tooLong = screen.texts.orderTooLong
  screen.showProgress(0)
  var stop = solve(task, place.scriptUrl, {
    onProgress: function (share) {
      if (!listener.isListening()) return stop()
      screen.showProgress(share)
      var elapsedMs = performance.now() - startedMs
      if (elapsedMs > ESTIMATE_MS && elapsedMs > share * HONEST_WAIT_MS) screen.showSlowDoor()
      if (elapsedMs < ESTIMATE_MS || !tooLong) return
      if (elapsedMs > share * LONGEST_MS) {
        listener.onFailed()
        screen.complain(tooLong.replace('#', (elapsedMs / share / SECOND_MS).toFixed()))
      }
      tooLong = ''
    },
    onDone: function (tags) {
      if (listener.isListening()) post.sendProof(submissionOf(known, tags), listener)
    },
  })
  return stop
}

/**
 * Asks once more where no pass is shown, before that is believed: a busy browser (WebKit) may show it a moment
 * after the answer that brought it.
 * @param {Parameters<typeof askForPass>[0]} callback
 */
function askTwiceForPass(callback) {
  askForPass(function (secondsAgo) {
    if (secondsAgo !== Infinity) return callback(secondsAgo)
    setTimeout(askForPass, SECOND_MS, callback)
  })
}

/**
 * Another tab, or another door, may have earned what this page still works for. A pass is news where it is
 * younger than the page, and where a tab says that it has just earned it.
 * @param {boolean} isTold @param {() => void} onNews
 */
function learnOfPass(isTold, onNews) {
  askForPass(function (secondsAgo) {
    var isNews = SECOND_MS * (secondsAgo + 1) < performance.now()
    if (isNews || (isTold && secondsAgo <= TOLD_SECONDS)) onNews()
  })
}

/**
 * @param {HTMLElement} element
 * @returns {import('./ending.client.js').Errand}
 */
function errandOf(element) {
  return {
    kept: element.getAttribute('data-kept'),
    stepsBack: Number(element.getAttribute('data-steps-back')),
    maySendAgain: element.hasAttribute('data-again'),
  }
}

/** It stands in the page once, in the field that the doors send as well. */
function tokenOfPage() {
  var field = document.querySelector('input[name=token]')
  return field && field.getAttribute('value')
}

/**
 * Whoever may have done the check at another site is sent there, and comes back with a pass or without. Where no
 * answer comes the page is still here, and the check begins.
 * @param {() => void} begin
 */
function askFirst(begin) {
  location.replace('/.paart/ask?way=' + tokenOfPage() + location.hash)
  setTimeout(begin, ASK_MS)
}

/**
 * @param {HTMLElement} element @param {Place} place
 */
function startCheck(element, place) {
  var screen = place.screen
  var texts = screen.texts
  var errand = errandOf(element)
  var ending = createEnding(screen, errand)
  var post = createPost(element.getAttribute('data-order') || '')
  /** @type {'running' | 'passed' | 'failed'} */
  var state = 'running'
  var mayRenew = true
  /** @type {(() => void) | void} */
  var stopWork
  var listener = { onPassed: confirm, onStale: renew, onFailed: giveUp, isListening: isRunning }

  function isRunning() {
    return state === 'running'
  }

  function begin() {
    state = 'running'
    screen.forgive()
    screen.entitle(texts.stateRunning)
    screen.say(texts.progressStart)
    ending.begin()
  }

  /** @param {string | null} token */
  function run(token) {
    stopWork = prove(token, place, post, listener)
  }

  function runForPage() {
    run(tokenOfPage())
  }

  /** The proof was accepted; whether its cookie was kept, only the gate can see. */
  function confirm() {
    askTwiceForPass(function (secondsAgo) {
      if (secondsAgo === Infinity) {
        fail(errand.kept === null ? texts.cookiesBlocked : texts.keptUnmatched)
        return offerPeople(screen, errand.kept === null)
      }
      tellOthers()
      pass()
    })
  }

  function pass() {
    if (state === 'passed') return
    state = 'passed'
    if (stopWork) stopWork()
    ending.pass()
  }

  /** @param {boolean} isTold */
  function lookForPass(isTold) {
    if (state !== 'passed') learnOfPass(isTold, pass)
  }

  /** Expired while the device slept, or spent by an answer that got lost: once, by itself. */
  function renew() {
    if (!mayRenew) return giveUp()
    mayRenew = false
    post.fetchToken(run)
  }

  function giveUp() {
    if (isRunning()) fail(texts.failed)
  }

  /** @param {string} why */
  function fail(why) {
    state = 'failed'
    showFailure(screen, why)
  }

  screen.button.addEventListener('click', function () {
    if (state !== 'failed') return ending.press()
    mayRenew = true
    begin()
    post.fetchToken(run)
  })
  var check = { isRunning: isRunning, giveUp: giveUp, lookForPass: lookForPass }
  var tellOthers = watch(check, screen, errand)
  screen.hideSlowDoor()
  begin()
  if (element.hasAttribute('data-ask')) askFirst(runForPage)
  else if (!succeeds(runForPage)) giveUp()
}

/** The script knows by where it runs whether it is the page's or a worker's. */
export function start() {
  if (typeof document === 'undefined') return serveAsWorker(self)
  offerWayBack()
  hop()
  takeUp()
  goOnward()
  if (byId('go-on') !== null) sendForm()
  var element = byId('check')
  var script = document.querySelector('script')
  if (element === null || script === null) return
  var screen = createScreen(JSON.parse(element.getAttribute('data-texts') || '{}'))
  startCheck(element, { screen: screen, scriptUrl: script.src })
}
