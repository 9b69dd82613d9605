// Sends a kept form on: by the hop, which leaves no page of ours in the tab's history.
import { SEND, recall, remember } from './memory.client.js'
import { appendButton, byId } from './dom.client.js'

/** Where the hop lies. */
var HOP = '/.paart/send'
/** From here on an answer that the browser shows would be there: it was a file, or none. */
var SENT_MS = 3000
/** So often a form is sent by itself, then only by a press: nothing goes round for ever. */
var SENDINGS_MAX = 3

/**
 * Where to, which fields, and how often it was sent by itself.
 * @typedef {[string, import('./memory.client.js').Fields, number]} Entry
 */

/**
 * What the tab is about to send; null where that is not the kept form with this id.
 * @param {string | null} id
 * @returns {Entry | null}
 */
function entryOf(id) {
  var entry = recall(SEND)
  return entry !== null && id !== null && entry[1][0][1].indexOf(id + '.') === 0 ? entry : null
}

/**
 * Whether this tab has sent the kept form before: the check came back.
 * @param {string | null} id
 */
export function wasSent(id) {
  return entryOf(id) !== null
}

/**
 * Posts fields by a form of their own, in which none is called as something of a form is.
 * @param {string} action @param {import('./memory.client.js').Fields} fields
 */
function post(action, fields) {
  var form = document.createElement('form')
  form.method = 'post'
  form.action = action
  for (var i = 0; i < fields.length; i++) {
    var input = document.createElement('input')
    input.type = 'hidden'
    input.name = fields[i][0]
    input.value = fields[i][1]
    form.appendChild(input)
  }
  document.body.appendChild(form)
  form.submit()
}

/** Sends the form of this page on. Whatever the tab remembers is overwritten: it is over. */
export function sendForm() {
  var form = byId('page')
  if (!(form instanceof HTMLFormElement)) return
  var action = form.action.split('#')[0] + location.hash
  /** @type {import('./memory.client.js').Fields} */
  var fields = []
  var inputs = form.querySelectorAll('input')
  for (var i = 0; i < inputs.length; i++) fields.push([inputs[i].name, inputs[i].value])
  fields.push(['paart-door', 'none'])
  if (remember(SEND, [action, fields, 0])) location.replace(HOP)
  else post(action, fields)
}

/** The hop: posts while it loads, so that the answer takes its place. */
export function hop() {
  var place = byId('send')
  if (place === null) return
  var entry = recall(SEND)
  if (entry === null) {
    var heading = document.querySelector('h1')
    var none = place.getAttribute('data-none')
    if (heading !== null && none !== null) heading.textContent = document.title = none
    return
  }
  entry[2]++
  remember(SEND, entry)
  setTimeout(function () {
    var words = byId('sent')
    if (words !== null) words.hidden = false
  }, SENT_MS)
  history.replaceState(null, '', entry[0])
  post(entry[0], entry[1])
}

/**
 * A page came in place of the answer, and this tab has the claim: it goes on by itself, or offers what can
 * be done.
 */
export function takeUp() {
  var place = byId('found')
  if (place === null) return
  var entry = entryOf(place.getAttribute('data-kept'))
  var words = byId('kept-state')
  if (entry === null || words === null) return
  if (place.getAttribute('data-goes-on') === '1' && entry[2] < SENDINGS_MAX) {
    words.textContent = place.getAttribute('data-sending')
    return location.replace(HOP)
  }
  var doors = JSON.parse(place.getAttribute('data-doors') || '[]')
  for (var i = 0; i < doors.length; i++) {
    var button = appendButton(place, doors[i][1])
    if (i === 0) button.className = 'main'
    button.addEventListener('click', postAs(entry, doors[i][0]))
  }
}

/**
 * @param {Entry} entry @param {string} word what the last field asks for
 */
function postAs(entry, word) {
  return function () {
    post(entry[0], entry[1].slice(0, -1).concat([['paart-door', word]]))
  }
}

/** Another site's form was delivered: on to where the service leads, in the place of this page. */
export function goOnward() {
  var link = byId('onward')
  if (link instanceof HTMLAnchorElement) location.replace(link.href)
}
