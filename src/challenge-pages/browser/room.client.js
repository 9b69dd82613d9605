// The page of a waiting room: it asks quietly how long it still takes, and says once that it is one's turn.
import { byId } from './dom.client.js'

var SECOND_MS = 1000
/** Longer than any gate takes. */
var ANSWER_MS = 30000
/** After an answer that was none: a line that is down, a gate that begins anew. */
var AFTER_FAILURE_SECONDS = 60

/**
 * @typedef {{ isTurn: boolean, before: string, time: string, askAgainSeconds: number }} News
 * @param {XMLHttpRequest} request
 * @returns {News | null}
 */
function newsIn(request) {
  if (request.status !== 200) return null
  try {
    return JSON.parse(request.responseText)
    // oxlint-disable-next-line no-unused-vars -- a catch without a name is newer than the browsers
  } catch (exception) {
    return null
  }
}

/**
 * @param {string} path
 * @param {(news: News | null) => void} tell
 */
function ask(path, tell) {
  var request = new XMLHttpRequest()
  request.open('GET', path)
  request.timeout = ANSWER_MS
  request.addEventListener('loadend', function () {
    tell(newsIn(request))
  })
  request.send()
}

/** @param {Element | null} place @param {string | null} text */
function write(place, text) {
  if (place !== null && place.textContent !== text) place.textContent = text
}

/**
 * Makes what shows whether it is one's turn: the heading and the window's title, the button's words, and a region
 * that is read out when it changes, and only then. The focus stays where it is.
 * @param {HTMLElement} room
 * @returns {(isTurn: boolean) => void}
 */
function turnShower(room) {
  var look = byId('look')
  var heading = document.querySelector('h1')
  var title = document.title
  var words = heading === null ? '' : heading.textContent
  var label = look === null ? '' : look.textContent
  var auto = document.createElement('p')
  room.appendChild(auto)
  return function (isTurn) {
    var now = room.getAttribute('data-title')
    write(byId('turn'), isTurn ? room.getAttribute('data-turn') : '')
    write(auto, isTurn ? '' : room.getAttribute('data-auto'))
    write(heading, isTurn ? now : words)
    if (look !== null) write(look, isTurn ? look.getAttribute('data-turn') : label)
    document.title = isTurn ? now + ' – ' + title : title
  }
}

export function waitForTurn() {
  var room = byId('room')
  if (room === null) return
  var path = room.getAttribute('data-ask') || ''
  var show = turnShower(room)
  show(false)

  /** @param {number} seconds */
  function later(seconds) {
    setTimeout(function () {
      ask(path, hear)
    }, seconds * SECOND_MS)
  }
  /** @param {News | null} news */
  function hear(news) {
    if (news === null) return later(AFTER_FAILURE_SECONDS)
    write(byId('before'), news.before)
    write(byId('time'), news.time)
    show(news.isTurn)
    later(news.askAgainSeconds)
  }
  later(Number(room.getAttribute('data-seconds')))
}
