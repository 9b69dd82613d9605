// Does the work of one token: in two workers, else in slices on this thread.
import { seedOf } from './sha256.client.js'
import { createUnit } from './unit.client.js'

/** More would tell something of the device, and two leave an old phone usable. */
var WORKERS = 2
/** Bounds of a batch: small, so that the bar moves; larger, so that messages cost little. */
var BATCH_MIN = 8
var BATCH_MAX = 128
/** A batch that took less is followed by one twice as long. */
var BATCH_SHORT_MS = 40
/** A worker that says nothing for so long never will; the slowest known needs half a second. */
var SILENCE_MS = 6000
/** So long the page may not answer to a key: less than a person notices. */
var SLICE_MS = 30
/** What a token may ask for. A table of 4 MiB is the most an old phone should be asked for. */
var SIZE_LOG2_MAX = 20
var PASSES_MAX = 8

/**
 * @typedef {{ bytes: Uint8Array, seed: Int32Array, sizeLog2: number, passes: number, units: number }} Task
 * @typedef {{ from: number, count: number }} UnitRange
 * @typedef {{ onProgress: (share: number) => void, onDone: (tags: Uint16Array) => void }} Listener
 */

/**
 * Decodes a token's text (base64url) and reads what it asks for. Null where it is not understood.
 * @param {string} text
 * @returns {Task | null}
 */
export function readTask(text) {
  var alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  var bytes = new Uint8Array((text.length * 3) >> 2)
  for (var i = 0, at = 0, bits = 0, held = 0; i < text.length; i++) {
    var value = alphabet.indexOf(text.charAt(i))
    if (value < 0) return null
    held = ((held & 0xff) << 6) | value
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = held >> bits
  }
  // Version 1, algorithm 1: a newer gate talks to a newer script.
  if (bytes.length < 60 || bytes[0] !== 1 || bytes[2] !== 1) return null
  var sizeLog2 = bytes[3]
  var passes = bytes[4]
  var units = bytes[6] | (bytes[7] << 8)
  if (sizeLog2 < 5 || sizeLog2 > SIZE_LOG2_MAX || passes < 1 || passes > PASSES_MAX) return null
  if (units === 0) return null
  return { bytes: bytes, seed: seedOf(bytes), sizeLog2: sizeLog2, passes: passes, units: units }
}

/**
 * What is sent: the token, then all tags, little endian.
 * @param {Task} task @param {Uint16Array} tags
 */
export function submissionOf(task, tags) {
  var body = new Uint8Array(task.bytes.length + 2 * tags.length)
  body.set(task.bytes)
  for (var i = 0, at = task.bytes.length; i < tags.length; i++) {
    body[at++] = tags[i] & 0xff
    body[at++] = tags[i] >> 8
  }
  return body
}

/**
 * Hands out ranges of units and takes their tags; `done` counts, so that the bar tells the truth.
 * @param {number} units @param {Listener} listener
 */
function createLedger(units, listener) {
  var tags = new Uint16Array(units)
  var next = 0
  /** @type {UnitRange[]} */
  var returned = []
  var ledger = {
    done: 0,
    /** @param {number} size @returns {UnitRange | null} */
    take: function (size) {
      var range = returned.pop()
      if (range) return range
      if (next === units) return null
      range = { from: next, count: Math.min(size, units - next) }
      next += range.count
      return range
    },
    /** @param {UnitRange} range */
    giveBack: function (range) {
      returned.push(range)
    },
    /** @param {number} from @param {ArrayLike<number>} found */
    enter: function (from, found) {
      tags.set(found, from)
      ledger.done += found.length
      listener.onProgress(ledger.done / units)
      if (ledger.done === units) listener.onDone(tags)
    },
  }
  return ledger
}

/**
 * Whether it ran without an exception.
 * @param {() => void} action
 */
export function succeeds(action) {
  try {
    action()
    return true
    // oxlint-disable-next-line no-unused-vars -- a catch without a name is newer than the browsers
  } catch (exception) {
    return false
  }
}

/**
 * Starts the work. It ends in `onDone`, with or without workers.
 * @param {Task} task @param {string} scriptUrl @param {Listener} listener
 */
export function solve(task, scriptUrl, listener) {
  var ledger = createLedger(task.units, listener)
  /** @type {{ stop: () => void }[]} */
  var hands = []
  var isHere = false
  var doneAtLastLook = 0
  function workHere() {
    if (isHere) return
    isHere = true
    for (var i = 0; i < hands.length; i++) hands[i].stop()
    solveInSlices(task, ledger)
  }
  function lookForSilence() {
    if (isHere || ledger.done === task.units) return
    if (ledger.done === doneAtLastLook) return workHere()
    doneAtLastLook = ledger.done
    setTimeout(lookForSilence, SILENCE_MS)
  }
  function startHands() {
    for (var i = 0; i < WORKERS; i++) hands.push(startHand(task, scriptUrl, ledger, workHere))
    setTimeout(lookForSilence, SILENCE_MS)
  }
  if (!succeeds(startHands)) workHere()
}

/**
 * One worker, which asks for its next batch when it has done the last. When it fails, its batch goes
 * back and `onFailure` is called.
 * @param {Task} task @param {string} scriptUrl
 * @param {ReturnType<typeof createLedger>} ledger @param {() => void} onFailure
 */
function startHand(task, scriptUrl, ledger, onFailure) {
  var worker = new Worker(scriptUrl)
  var size = BATCH_MIN
  /** @type {UnitRange | null} */
  var range = null
  var startedMs = 0
  function feed() {
    range = ledger.take(size)
    if (range === null) return worker.terminate()
    startedMs = Date.now()
    var order = { seed: task.seed, sizeLog2: task.sizeLog2, passes: task.passes, range: range }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    worker.postMessage(order)
  }
  function stop() {
    worker.terminate()
    if (range !== null) ledger.giveBack(range)
    range = null
  }
  worker.addEventListener('message', function (event) {
    // A message that was on its way when the worker was stopped: its batch is done by another.
    if (range === null) return
    var from = range.from
    range = null
    if (Date.now() - startedMs < BATCH_SHORT_MS) size = Math.min(2 * size, BATCH_MAX)
    ledger.enter(from, event.data)
    feed()
  })
  worker.addEventListener('error', function (event) {
    event.preventDefault()
    onFailure()
  })
  feed()
  return { stop: stop }
}

/**
 * @param {Task} task @param {ReturnType<typeof createLedger>} ledger
 */
function solveInSlices(task, ledger) {
  var tagOf = createUnit(task.sizeLog2, task.passes)
  var turns = createTurns(slice)
  function slice() {
    var endMs = Date.now() + SLICE_MS
    // The count holds where the clock is set back within a slice.
    for (var units = 0; units < BATCH_MAX && Date.now() < endMs; units++) {
      var range = ledger.take(1)
      if (range === null) return turns.end()
      ledger.enter(range.from, tagsOf(tagOf, task.seed, range))
    }
    turns.next()
  }
  turns.next()
}

/**
 * Calls back when the page had its turn. Timers are slowed to one a second in a hidden tab,
 * messages are not.
 * @param {() => void} callback
 */
function createTurns(callback) {
  if (typeof MessageChannel === 'undefined') {
    return {
      next: function () {
        setTimeout(callback, 0)
      },
      end: function () {},
    }
  }
  var channel = new MessageChannel()
  channel.port1.addEventListener('message', callback)
  channel.port1.start()
  return {
    next: function () {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin to name
      channel.port2.postMessage(0)
    },
    end: function () {
      channel.port1.close()
    },
  }
}

/**
 * @param {(seed: Int32Array, index: number) => number} tagOf @param {Int32Array} seed
 * @param {UnitRange} range
 */
function tagsOf(tagOf, seed, range) {
  var tags = new Uint16Array(range.count)
  for (var i = 0; i < range.count; i++) tags[i] = tagOf(seed, range.from + i)
  return tags
}

/**
 * This same script inside a worker: answers each order with its tags.
 * @param {{ addEventListener: (type: 'message', listener: (event: MessageEvent) => void) => void, postMessage: (message: any) => void }} scope
 */
export function serveAsWorker(scope) {
  /** @type {ReturnType<typeof createUnit> | null} */
  var tagOf = null
  scope.addEventListener('message', function (event) {
    var order = event.data
    tagOf = tagOf || createUnit(order.sizeLog2, order.passes)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    scope.postMessage(tagsOf(tagOf, order.seed, order.range))
  })
}
