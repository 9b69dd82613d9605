// Sends the proof, asks for new challenges and for what became of them. Whatever happens ends in an answer.

/** Waits before each new try after the connection broke. */
var RETRY_MS = [1000, 2000, 4000, 8000]
/** A server that answers later than this has not answered. */
var ANSWER_MS = 30000
/** A longer wait is not waited out: the person chooses another way. */
var RETRY_AFTER_SECONDS_MAX = 30

/**
 * @typedef {{ method: string, path: string, body: Uint8Array | null }} Message
 * @typedef {{ onPassed: () => void, onStale: () => void, onFailed: () => void }} ProofListener
 */

/**
 * One request. The status is 0 where no answer came.
 * @param {Message} message @param {(status: number, request: XMLHttpRequest) => void} callback
 */
function send(message, callback) {
  var request = new XMLHttpRequest()
  request.open(message.method, message.path)
  request.timeout = ANSWER_MS
  if (message.body) request.setRequestHeader('Content-Type', 'application/octet-stream')
  request.addEventListener('loadend', function () {
    callback(request.status, request)
  })
  request.send(message.body)
}

/**
 * What the page and the gate tell each other. Whether the browser is online is heard, never read.
 * @param {string} order what a proof is to buy, as a query; empty for nothing
 */
export function createPost(order) {
  var isOffline = false
  addEventListener('offline', function () {
    isOffline = true
  })
  addEventListener('online', function () {
    isOffline = false
  })

  /**
   * Sends as often as it takes to get an answer: after a pause, or as soon as the browser is online.
   * Tries are counted only where nobody knows why no answer came.
   * @param {Message} message @param {(status: number, request: XMLHttpRequest | null) => void} callback
   */
  function sendUntilAnswered(message, callback) {
    var tries = 0
    function attempt() {
      send(message, function (status, request) {
        if (status !== 0) return callback(status, request)
        if (isOffline) return wait(null)
        if (tries === RETRY_MS.length) return callback(0, null)
        wait(RETRY_MS[tries++])
      })
    }
    /** @param {number | null} pauseMs */
    function wait(pauseMs) {
      var timer = pauseMs === null ? 0 : setTimeout(goOn, pauseMs)
      addEventListener('online', goOn)
      function goOn() {
        clearTimeout(timer)
        removeEventListener('online', goOn)
        attempt()
      }
    }
    attempt()
  }

  return {
    /** @param {Uint8Array} body @param {ProofListener} listener */
    sendProof: function (body, listener) {
      var message = { method: 'POST', path: '/.paart/proof', body: body }
      function attempt() {
        sendUntilAnswered(message, function (status, request) {
          if (status === 204) return listener.onPassed()
          if (status === 409) return listener.onStale()
          var seconds = request === null ? NaN : Number(request.getResponseHeader('Retry-After'))
          // As often as it is asked to: a challenge that gets too old meanwhile is answered with 409.
          if (status !== 429 || !(seconds <= RETRY_AFTER_SECONDS_MAX)) return listener.onFailed()
          setTimeout(attempt, 1000 * Math.max(1, seconds))
        })
      }
      attempt()
    },
    /**
     * Asks for a new challenge. The token is null where none was given.
     * @param {(token: string | null) => void} callback
     */
    fetchToken: function (callback) {
      var message = { method: 'GET', path: '/.paart/challenge' + order, body: null }
      sendUntilAnswered(message, function (status, request) {
        var answer = status === 200 && request !== null ? request.responseText : ''
        // The answer is JSON with one text in it, of letters that need no escapes.
        var match = /"token"\s*:\s*"([\w-]+)"/.exec(answer)
        callback(match === null ? null : match[1])
      })
    },
  }
}

/**
 * Asks once how long ago the pass was earned that this browser shows, in seconds: Infinity where it
 * shows none, NaN where nobody knows. The cookie itself is out of a script's sight.
 * @param {(secondsAgo: number) => void} callback
 */
export function askForPass(callback) {
  send({ method: 'GET', path: '/.paart/pass', body: null }, function (status, request) {
    var answer = status === 200 ? request.responseText : ''
    var match = /"provedSecondsAgo"\s*:\s*(null|\d+)/.exec(answer)
    if (match === null) return callback(NaN)
    callback(match[1] === 'null' ? Infinity : Number(match[1]))
  })
}
