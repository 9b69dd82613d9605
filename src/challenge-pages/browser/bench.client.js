// Where units are computed: by the way that proves fastest here, found by timing the first of them.
import { createDerivedUnit } from './derived.client.js'
import { createUnit } from './unit.client.js'
import { UNIT_MODULE } from './wasm.client.js'

/** Units are timed in groups of so many, or of so long; all their tags count. */
var GROUP_UNITS = 8
var GROUP_MS = 20
/** A way whose unit takes less is compiled code, and good: nothing else is tried. */
var UNIT_SLOW_MS = 1
/**
 * So much a way is tried before it is called slow: scripts begin slowly everywhere, and a busy device
 * holds up a group now and then. The best group counts.
 */
var TRIAL_GROUPS = 3
var TRIAL_MS = 100

/**
 * The clock that nobody sets, where there is one.
 * @returns {number}
 */
export function nowMs() {
  return typeof performance === 'undefined' ? Date.now() : performance.now()
}

/**
 * The unit in WebAssembly. Null where the browser has none, or was told not to use it.
 * @param {number} sizeLog2 @param {number} passes
 * @returns {((seed: Int32Array, index: number) => number) | null}
 */
export function createWasmUnit(sizeLog2, passes) {
  try {
    var bytes = new Uint8Array(UNIT_MODULE.length / 2)
    for (var i = 0; i < bytes.length; i++) bytes[i] = parseInt(UNIT_MODULE.substr(2 * i, 2), 16)
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
 * Computes tags by the first way that is not slow, else by the fastest. All give the same tags.
 * @param {((seed: Int32Array, index: number) => number)[]} ways @param {Int32Array} seed
 */
function createTableBench(ways, seed) {
  var at = 0
  var group = { units: 0, ms: 0 }
  var trial = { groups: 0, ms: 0, unitMs: Infinity }
  var fastest = ways[0]
  var isSettled = false
  var bench = {
    /** Of the fastest way. */
    unitMs: Infinity,
    /** Every way was tried, and all are slow. */
    isSlow: false,
    /** @param {number} index */
    tagOf: function (index) {
      if (isSettled) return fastest(seed, index)
      var startedMs = nowMs()
      var tag = ways[at](seed, index)
      group.ms += nowMs() - startedMs
      if (++group.units === GROUP_UNITS || group.ms >= GROUP_MS) endGroup()
      return tag
    },
  }
  function endGroup() {
    trial.groups++
    trial.ms += group.ms
    trial.unitMs = Math.min(trial.unitMs, group.ms / group.units)
    group = { units: 0, ms: 0 }
    var isGood = trial.unitMs < UNIT_SLOW_MS
    if (isGood || (trial.groups >= TRIAL_GROUPS && trial.ms >= TRIAL_MS)) endTrial(isGood)
  }
  /** @param {boolean} isGood */
  function endTrial(isGood) {
    if (trial.unitMs < bench.unitMs) {
      bench.unitMs = trial.unitMs
      fastest = ways[at]
    }
    trial = { groups: 0, ms: 0, unitMs: Infinity }
    isSettled = ++at === ways.length || isGood
    bench.isSlow = isSettled && !isGood
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

  /**
   * Times algorithm 2 on two groups: the best counts, and a browser that refuses takes for ever.
   * @param {(unitMs: number) => void} callback
   */
  function timeDerived(callback) {
    var unitMs = Infinity
    var groupsLeft = 2
    function next() {
      var startedMs = nowMs()
      derive(0, GROUP_UNITS, function (tags) {
        if (tags === null) return callback(Infinity)
        unitMs = Math.min(unitMs, (nowMs() - startedMs) / GROUP_UNITS)
        if (--groupsLeft === 0) callback(unitMs)
        else next()
      })
    }
    next()
  }

  /** @param {(algorithm: number) => void} callback */
  function compare(callback) {
    if (isCompared || !table.isSlow || !work.derived || !derivedTagOf) return callback(1)
    isCompared = true
    var tableMs = table.unitMs * work.table.units
    var derivedUnits = work.derived.units
    timeDerived(function (unitMs) {
      callback(unitMs * derivedUnits < tableMs ? 2 : 1)
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
