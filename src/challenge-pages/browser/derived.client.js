// The unit of algorithm 2: PBKDF2 by the browser itself, which is fast also where scripts are not.

/** `paart-unit-2`, behind the unit's index in each salt. */
var SALT_LABEL = [112, 97, 97, 114, 116, 45, 117, 110, 105, 116, 45, 50]

/**
 * Makes the unit: `tagOf(index, callback)`; the tag is null where the browser refuses to compute it.
 * Null where it has no WebCrypto at all, as on pages without TLS.
 * @param {Int32Array} seed @param {number} iterations
 * @returns {((index: number, callback: (tag: number | null) => void) => void) | null}
 */
export function createDerivedUnit(seed, iterations) {
  if (typeof crypto === 'undefined' || !crypto.subtle) return null
  var subtle = crypto.subtle
  var password = new DataView(new ArrayBuffer(32))
  for (var i = 0; i < 8; i++) password.setInt32(4 * i, seed[i], true)
  /** @type {Promise<CryptoKey> | null} */
  var key = null
  return function (index, callback) {
    var salt = new Uint8Array(16)
    salt.set(SALT_LABEL, 4)
    new DataView(salt.buffer).setUint32(0, index, true)
    var how = { name: 'PBKDF2', hash: 'SHA-256', salt: salt, iterations: iterations }
    /** @param {ArrayBuffer} bits */
    function enter(bits) {
      callback(new DataView(bits).getUint16(0, true))
    }
    function refuse() {
      callback(null)
    }
    key = key || subtle.importKey('raw', password.buffer, 'PBKDF2', false, ['deriveBits'])
    key
      .then(function (imported) {
        return subtle.deriveBits(how, imported, 256)
      })
      .then(enter, refuse)
  }
}
