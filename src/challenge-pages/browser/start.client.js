// The course of a check, from the page's load to the page that was asked for.
import { createEnding, loadPage } from './ending.client.js'
import { byId, createScreen } from './screen.client.js'
import { fetchToken, sendProof } from './send.client.js'
import { serveAsWorker, solve, succeeds } from './solve.client.js'
import { readTask, submissionOf } from './task.client.js'

/** From here on a person wonders whether anything still happens. */
var SLOW_NOTICE_MS = 8000
/** From here on another way is offered beside the running check. */
var SLOW_DOOR_MS = 30000

/**
 * Tells who waits long that the check goes on, then offers the other way.
 * @param {import('./screen.client.js').Screen} screen @param {() => boolean} isRunning
 */
function watchTime(screen, isRunning) {
  setTimeout(function () {
    if (isRunning()) screen.say(screen.texts.progressSlow)
  }, SLOW_NOTICE_MS)
  setTimeout(function () {
    if (isRunning()) screen.showSlowDoor()
  }, SLOW_DOOR_MS)
}

/**
 * @param {HTMLElement} element @param {string} scriptUrl
 */
function startCheck(element, scriptUrl) {
  var screen = createScreen(JSON.parse(element.getAttribute('data-texts') || '{}'))
  var texts = screen.texts
  var stepsBack = Number(element.getAttribute('data-steps-back'))
  var ending = createEnding(screen, stepsBack)
  /** @type {'running' | 'passed' | 'failed'} */
  var state = 'running'
  var mayRenew = true

  function begin() {
    state = 'running'
    screen.forgive()
    screen.entitle(texts.stateRunning)
    screen.say(texts.progressStart)
    ending.labelButton()
  }

  /** @param {string | null} token */
  function run(token) {
    var task = token === null ? null : readTask(token)
    if (task === null) return giveUp()
    var known = task
    screen.showProgress(0)
    solve(task, scriptUrl, {
      onProgress: function (share) {
        screen.showProgress(share)
      },
      onDone: function (tags) {
        sendProof(submissionOf(known, tags), { onPassed: pass, onStale: renew, onFailed: giveUp })
      },
    })
  }

  function pass() {
    state = 'passed'
    ending.pass()
  }

  /** Expired while the device slept, or spent by an answer that got lost: once, by itself. */
  function renew() {
    if (!mayRenew) return giveUp()
    mayRenew = false
    fetchToken(run)
  }

  function giveUp() {
    fail(screen.hasSlowDoor ? texts.failed : texts.failedAlone)
  }

  /** @param {string} why */
  function fail(why) {
    state = 'failed'
    screen.showSlowDoor()
    screen.entitle(texts.stateStopped)
    screen.complain(why)
    screen.label(texts.retryButton, !screen.hasSlowDoor)
  }

  screen.button.addEventListener('click', function () {
    if (state !== 'failed') return ending.press()
    mayRenew = true
    begin()
    fetchToken(run)
  })
  watchTime(screen, function () {
    return state === 'running'
  })
  addEventListener('error', function () {
    if (state === 'running') giveUp()
  })
  // Brought back from the browser's memory: what it shows is over. A form is never loaded again.
  addEventListener('pageshow', function (event) {
    if (event.persisted && stepsBack === 0) loadPage()
  })
  if (!navigator.cookieEnabled) return fail(texts.cookiesBlocked)
  if (!screen.keepsSlowDoor) screen.hideSlowDoor()
  begin()
  var isRunning = succeeds(function () {
    run(element.getAttribute('data-token'))
  })
  if (!isRunning) giveUp()
}

/** The button that leads back to a form, on pages that ask to send it again. */
function offerWayBack() {
  var button = byId('back')
  if (button === null) return
  var stepsBack = Number(button.getAttribute('data-steps-back'))
  button.hidden = false
  var hint = byId('back-hint')
  if (hint !== null) hint.hidden = true
  button.addEventListener('click', function () {
    history.go(-stepsBack)
  })
}

/** The script knows by where it runs whether it is the page's or a worker's. */
export function start() {
  if (typeof document === 'undefined') return serveAsWorker(self)
  offerWayBack()
  var element = byId('check')
  var script = document.querySelector('script')
  if (element !== null && script !== null) startCheck(element, script.src)
}
