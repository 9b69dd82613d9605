// What the check page shows and says. It moves no focus and reads nothing but its own elements.
import { appendButton, byId } from './dom.client.js'

/** Nothing is announced before the page itself was, and then at most one message in this time. */
var FIRST_MESSAGE_MS = 1000
var MESSAGE_MS = 5000

/**
 * An element that every check page has.
 * @param {string} id
 */
function need(id) {
  var element = byId(id)
  if (element === null) throw new Error(id)
  return element
}

/**
 * The half of the heading after the dash, which is seen as a line of its own.
 * @param {string} text
 */
function createPromise(text) {
  var promise = document.createElement('span')
  var parts = [
    ['unseen', ' – '],
    ['promise', text],
  ]
  for (var i = 0; i < parts.length; i++) {
    var part = document.createElement('span')
    part.className = parts[i][0]
    part.textContent = parts[i][1]
    promise.appendChild(part)
  }
  return promise
}

/**
 * Keeps a screen reader from being talked over: of the messages that come too soon only the last
 * one is said.
 * @param {HTMLElement} region
 * @returns {(text: string) => void}
 */
function createAnnouncer(region) {
  var isQuietTime = true
  var waiting = ''
  function endQuietTime() {
    isQuietTime = false
    if (waiting) announce(waiting)
  }
  /** Nothing is said at once: what was said last is true no more. @param {string} text */
  function announce(text) {
    waiting = isQuietTime ? text : ''
    if (waiting) return
    region.textContent = text
    if (isQuietTime || !text) return
    isQuietTime = true
    setTimeout(endQuietTime, MESSAGE_MS)
  }
  setTimeout(endQuietTime, FIRST_MESSAGE_MS)
  return announce
}

/**
 * It did not work: why, and what can be done.
 * @param {Screen} screen @param {string} why
 */
export function showFailure(screen, why) {
  screen.showSlowDoor()
  screen.entitle(screen.texts.stateStopped)
  screen.complain(why)
  screen.label(screen.texts.retryButton, !screen.hasSlowDoor)
}

/**
 * No door hands out anything but a cookie, and a form that waits here is out of reach without: what is left
 * is people.
 * @param {Screen} screen @param {boolean} mayRetry
 */
export function offerPeople(screen, mayRetry) {
  var ids = ['slow', 'by-code', 'kept', 'delete', 'unsent']
  for (var i = 0; i < ids.length; i++) {
    var element = byId(ids[i])
    if (element !== null) element.hidden = true
  }
  screen.button.hidden = !mayRetry
}

/** @typedef {ReturnType<typeof createScreen>} Screen */

/**
 * @param {Record<string, string>} texts
 */
export function createScreen(texts) {
  var line = need('line')
  var bar = need('bar')
  var slow = byId('slow')
  var button = appendButton(need('actions'), '')
  button.id = 'go'
  button.hidden = true
  var heading = document.querySelector('h1')
  // Where a form waits, the page has said already what is true of it.
  var promise = createPromise(texts.promise || '')
  need('calculation').textContent = texts.whyCalculation
  var announce = createAnnouncer(need('status'))
  var siteName = document.title.slice(document.title.indexOf(' – '))
  /** @type {HTMLElement | null} */
  var alert = null
  return {
    texts: texts,
    button: button,
    hasSlowDoor: slow !== null,
    /** Seen at once; heard when it is polite. @param {string} text */
    say: function (text) {
      line.textContent = text
      line.hidden = false
      announce(text)
    },
    /** The window's title tells the state. @param {string} state */
    entitle: function (state) {
      document.title = state + siteName
    },
    /** The heading says that nothing need be done, while that is true. @param {boolean} isTrue */
    promise: function (isTrue) {
      if (!isTrue) promise.remove()
      else if (heading !== null && texts.promise) heading.appendChild(promise)
    },
    /** @param {number} share */
    showProgress: function (share) {
      bar.hidden = false
      bar.setAttribute('value', String(100 * share))
      // The gate opens in four steps: a movement now and then, not one without end.
      document.documentElement.style.setProperty('--done', String(Math.floor(4 * share) / 4))
    },
    /** What the button does now; `isNext` where it is the way on. @param {string} label @param {boolean} isNext */
    label: function (label, isNext) {
      button.textContent = label
      button.className = isNext ? 'main' : ''
      button.hidden = false
    },
    /** @param {string} text */
    complain: function (text) {
      promise.remove()
      bar.hidden = true
      line.hidden = true
      announce('')
      if (alert === null) {
        alert = document.createElement('p')
        alert.setAttribute('role', 'alert')
        alert.className = 'note'
        line.insertAdjacentElement('beforebegin', alert)
      }
      alert.textContent = text
    },
    forgive: function () {
      if (alert !== null) alert.remove()
      alert = null
    },
    /** Only while nobody is at it: what has the focus must not vanish. */
    hideSlowDoor: function () {
      if (slow !== null) slow.hidden = !slow.contains(document.activeElement)
    },
    showSlowDoor: function () {
      if (slow === null) return
      slow.className = 'slow open'
      slow.hidden = false
    },
    /** A person in the middle of reading is not carried away. */
    isReading: function () {
      var selection = window.getSelection()
      return document.querySelector('details[open]') !== null || String(selection || '') !== ''
    },
  }
}
