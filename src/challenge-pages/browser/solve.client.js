// Does the work of one token: in two workers, else in slices on this thread.
import { createBench, nowMs } from './bench.client.js'

/** More would tell something of the device, and two leave an old phone usable. */
var WORKERS = 2
/** Bounds of a batch: small, so that the bar moves; larger, so that messages cost little. */
var BATCH_MIN = 8
var BATCH_MAX = 128
/** A batch that took less is followed by one twice as long. */
var BATCH_SHORT_MS = 40
/** A worker that says nothing for so long never will; the slowest known needs half a second. */
var SILENCE_MS = 6000
/**
 * So long the page may not answer to a key: with the unit that is under way, and on a clock of the
 * coarsest step that browsers tell (17 ms), less than the 50 ms that a person notices.
 */
var SLICE_MS = 25

/**
 * @typedef {import('./task.client.js').Task} Task
 * @typedef {{ algorithm: number, from: number, count: number }} UnitRange
 * @typedef {{ onProgress: (share: number) => void, onDone: (tags: Uint16Array) => void }} Listener
 */

/**
 * Hands out ranges of units and takes their tags. The share counts what is done, so that the bar tells
 * the truth; it never goes back.
 * @param {import('./task.client.js').Work} work @param {Listener} listener
 */
function createLedger(work, listener) {
  var algorithm = 1
  var units = work.table.units
  var tags = new Uint16Array(units)
  var next = 0
  var done = 0
  var shown = 0
  /** @type {UnitRange[]} */
  var returned = []
  var ledger = {
    /** Units that were done, also those that no longer count. */
    heard: 0,
    isDone: false,
    /** Nothing is handed out or taken any more. */
    stop: function () {
      ledger.isDone = true
    },
    /** @param {number} size @returns {UnitRange | null} */
    take: function (size) {
      if (ledger.isDone) return null
      var range = returned.pop()
      if (range) return range
      if (next === units) return null
      range = { algorithm: algorithm, from: next, count: Math.min(size, units - next) }
      next += range.count
      return range
    },
    /** @param {UnitRange} range */
    giveBack: function (range) {
      if (range.algorithm === algorithm) returned.push(range)
    },
    /**
     * @param {UnitRange} range @param {ArrayLike<number>} found
     * @param {number} advised the algorithm that is faster here
     */
    enter: function (range, found, advised) {
      ledger.heard += found.length
      if (ledger.isDone || range.algorithm !== algorithm) return
      if (advised === 2 && algorithm === 1) return beginDerived()
      tags.set(found, range.from)
      done += found.length
      shown = Math.max(shown, done / units)
      listener.onProgress(shown)
      ledger.isDone = done === units
      if (ledger.isDone) listener.onDone(tags)
    },
  }
  function beginDerived() {
    if (work.derived === null) return
    algorithm = 2
    units = work.derived.units
    tags = new Uint16Array(units)
    next = 0
    done = 0
    returned = []
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
 * Starts the work. It ends in `onDone`, with or without workers, unless it is stopped before.
 * @param {Task} task @param {string} scriptUrl @param {Listener} listener
 * @returns {() => void} ends the work
 */
export function solve(task, scriptUrl, listener) {
  var ledger = createLedger(task.work, listener)
  /** @type {{ stop: () => void }[]} */
  var hands = []
  var isHere = false
  var heardAtLastLook = 0
  function stopHands() {
    for (var i = 0; i < hands.length; i++) hands[i].stop()
  }
  function workHere() {
    if (isHere || ledger.isDone) return
    isHere = true
    stopHands()
    solveInSlices(task, ledger)
  }
  function lookForSilence() {
    if (isHere || ledger.isDone) return
    if (ledger.heard === heardAtLastLook) return workHere()
    heardAtLastLook = ledger.heard
    setTimeout(lookForSilence, SILENCE_MS)
  }
  function startHands() {
    for (var i = 0; i < WORKERS; i++) hands.push(startHand(task, scriptUrl, ledger, workHere))
    setTimeout(lookForSilence, SILENCE_MS)
  }
  if (!succeeds(startHands)) workHere()
  return function () {
    ledger.stop()
    stopHands()
  }
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
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    worker.postMessage({ work: task.work, range: range })
  }
  function stop() {
    worker.terminate()
    if (range !== null) ledger.giveBack(range)
    range = null
  }
  worker.addEventListener('message', function (event) {
    // A message that was on its way when the worker was stopped: its batch is done by another.
    if (range === null) return
    var finished = range
    range = null
    if (Date.now() - startedMs < BATCH_SHORT_MS) size = Math.min(2 * size, BATCH_MAX)
    ledger.enter(finished, event.data.tags, event.data.algorithm)
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
  var bench = createBench(task.work)
  var turns = createTurns(function () {
    // The count holds where the clock stands still, or is set back within a slice.
    work(nowMs() + SLICE_MS, BATCH_MAX)
  })
  /** @param {number} endMs @param {number} unitsLeft */
  function work(endMs, unitsLeft) {
    if (unitsLeft === 0 || nowMs() >= endMs) return turns.next()
    var range = ledger.take(1)
    if (range === null) return turns.end()
    var taken = range
    bench.work(taken, function (tags, algorithm) {
      ledger.enter(taken, tags, algorithm)
      work(endMs, unitsLeft - 1)
    })
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
 * This same script inside a worker: answers each order with its tags.
 * @param {{ addEventListener: (type: 'message', listener: (event: MessageEvent) => void) => void, postMessage: (message: any) => void }} scope
 */
export function serveAsWorker(scope) {
  /** @type {ReturnType<typeof createBench> | null} */
  var bench = null
  scope.addEventListener('message', function (event) {
    bench = bench || createBench(event.data.work)
    bench.work(event.data.range, function (tags, algorithm) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
      scope.postMessage({ tags: tags, algorithm: algorithm })
    })
  })
}
