// What a tab remembers from one page of the gate to the next: its session's storage, which ends with it.
import { succeeds } from './solve.client.js'

/** That this page was loaded anew after its check: where, and when. */
export var BACK = 'paart-back'

/** What the hop sends: where to, its fields, and how often it was sent by itself. */
export var SEND = 'paart-send'

/** Names and values of a form's fields. @typedef {[string, string][]} Fields */

/**
 * Null where nothing is remembered.
 * @param {string} name @returns {any}
 */
export function recall(name) {
  /** @type {unknown} */
  var value = null
  succeeds(function () {
    value = JSON.parse(sessionStorage.getItem(name) || 'null')
  })
  return value
}

/**
 * Whether it is remembered: some browsers keep nothing.
 * @param {string} name @param {unknown} value
 */
export function remember(name, value) {
  return succeeds(function () {
    sessionStorage.setItem(name, JSON.stringify(value))
  })
}
