// Where units are computed: by the way that proves fastest here, found by timing the first of them.
import { createDerivedUnit } from './derived.client.js'
import { createUnit } from './unit.client.js'
import { UNIT_MODULE } from './wasm.client.js'

/** A way is tried on so many units, or for so long: a tiny share of the work, and its tags count. */
var TRIAL_UNITS = 8
var TRIAL_MS = 20
/** While a unit takes less, scripts are compiled here and nothing could be faster than they are. */
var UNIT_SLOW_MS = 1

/** @returns {number} */
function nowMs() {
  return typeof performance === 'undefined' ? Date.now() : performance.now()
}

/**
 * The unit in WebAssembly. Null where the browser has none, or was told not to use it.
 * @param {number} sizeLog2 @param {number} passes
 * @returns {((seed: Int32Array, index: number) => number) | null}
 */
export function createWasmUnit(sizeLog2, passes) {
  try {
    var text = atob(UNIT_MODULE)
    var bytes = new Uint8Array(text.length)
    for (var i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
    /** @type {any} */
    var unit = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
    // Pages of 64 KiB: 2^14 words each.
    unit.memory.grow(sizeLog2 > 14 ? 1 << (sizeLog2 - 14) : 1)
    var place = new Int32Array(unit.memory.buffer, 0, 8)
    return function (seed, index) {
      place.set(seed)
      return unit.tag(index, sizeLog2, passes)
    }
    // oxlint-disable-next-line no-unused-vars -- a catch without a name is newer than the browsers
  } catch (exception) {
    return null
  }
}

/**
 * Tries each way on some units, then stays with the fastest. All give the same tags.
 * @param {((seed: Int32Array, index: number) => number)[]} ways @param {Int32Array} seed
 */
function createTableBench(ways, seed) {
  var tried = 0
  var count = 0
  var spentMs = 0
  var fastest = ways[0]
  var bench = {
    /** Of the fastest way; 0 until it is known. */
    unitMs: 0,
    isTried: false,
    /** @param {number} index */
    tagOf: function (index) {
      if (bench.isTried) return fastest(seed, index)
      var startedMs = nowMs()
      var tag = ways[tried](seed, index)
      spentMs += nowMs() - startedMs
      if (++count === TRIAL_UNITS || spentMs >= TRIAL_MS) conclude()
      return tag
    },
  }
  function conclude() {
    var unitMs = spentMs / count
    if (tried === 0 || unitMs < bench.unitMs) {
      bench.unitMs = unitMs
      fastest = ways[tried]
    }
    count = 0
    spentMs = 0
    bench.isTried = ++tried === ways.length
  }
  return bench
}

/**
 * Makes one thread's bench for one task. `work` computes the tags of a range and hands them over,
 * with the algorithm that should be done from now on.
 * @param {import('./task.client.js').Work} work
 */
export function createBench(work) {
  var sizeLog2 = work.table.sizeLog2
  var passes = work.table.passes
  var ways = [createUnit(sizeLog2, passes)]
  var wasm = createWasmUnit(sizeLog2, passes)
  if (wasm !== null) ways.unshift(wasm)
  var table = createTableBench(ways, work.seed)
  var derivedTagOf = work.derived && createDerivedUnit(work.seed, work.derived.iterations)
  var isCompared = false

  /**
   * Null where the browser refuses.
   * @param {number} from @param {number} count
   * @param {(tags: Uint16Array | null) => void} callback
   */
  function derive(from, count, callback) {
    var tags = new Uint16Array(count)
    var done = 0
    /** @param {number | null} tag */
    function enter(tag) {
      if (tag === null) return callback(null)
      tags[done++] = tag
      next()
    }
    function next() {
      if (done === count) callback(tags)
      else if (derivedTagOf) derivedTagOf(from + done, enter)
    }
    next()
  }

  /** @param {(algorithm: number) => void} callback */
  function compare(callback) {
    var isSlow = table.isTried && table.unitMs >= UNIT_SLOW_MS
    if (isCompared || !isSlow || !work.derived || !derivedTagOf) return callback(1)
    isCompared = true
    var tableMs = table.unitMs * work.table.units
    var derivedUnits = work.derived.units
    var startedMs = nowMs()
    derive(0, TRIAL_UNITS, function (tags) {
      var derivedMs = ((nowMs() - startedMs) / TRIAL_UNITS) * derivedUnits
      callback(tags !== null && derivedMs < tableMs ? 2 : 1)
    })
  }

  return {
    /**
     * @param {import('./solve.client.js').UnitRange} range
     * @param {(tags: Uint16Array, algorithm: number) => void} callback
     */
    work: function (range, callback) {
      if (range.algorithm === 2) return derive(range.from, range.count, handOver)
      var tags = new Uint16Array(range.count)
      for (var i = 0; i < range.count; i++) tags[i] = table.tagOf(range.from + i)
      compare(function (algorithm) {
        callback(tags, algorithm)
      })
      /** @param {Uint16Array | null} derived */
      function handOver(derived) {
        if (derived !== null) return callback(derived, 2)
        // A promise would keep the error to itself; whoever listens for errors ends the check.
        setTimeout(function () {
          throw new Error('PBKDF2')
        }, 0)
      }
    },
  }
}
