import { createCipheriv, createHash, pbkdf2Sync, randomBytes, webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { chacha20Block, CHACHA20_CONSTANTS } from '../../src/challenge-pages/proof/chacha20.ts'
import {
  createAuditor,
  createDerivation,
  createUnit,
  openToken,
  type ProofKey,
  sealToken,
} from '../../src/challenge-pages/index.ts'
import { assemble, scriptPart } from '../../src/challenge-pages/wasm/generate.ts'
import { startSolver } from '../support/solver.ts'
import { disagreements } from './agreement.ts'
import { load } from './browser-script.ts'
import * as stranger from './stranger.ts'
import { readVectors, sha256, type TokenVector, writeVectors } from './vectors.ts'

if (process.env['UPDATE_GOLDEN'] === '1') writeVectors()
const vectors = readVectors()
const script = load()

const hex = (text: string): Buffer<ArrayBuffer> => Buffer.from(text, 'hex')
const wordsOf = (text: string): Int32Array => Int32Array.from(stranger.wordsOf(hex(text)))

function bytesOf(words: readonly number[]): string {
  const bytes = Buffer.alloc(4 * words.length)
  words.forEach((word, i) => bytes.writeUInt32LE(word, 4 * i))
  return bytes.toString('hex')
}

function cipherBlock(key: Buffer, counterAndNonce: Buffer): Buffer {
  return createCipheriv('chacha20', key, counterAndNonce).update(Buffer.alloc(64))
}

/** The block of the verifier, for a state after its constants. */
function verifierBlock(state: Buffer): Buffer {
  const input = Int32Array.from([...CHACHA20_CONSTANTS, ...stranger.wordsOf(state)])
  const output = new Int32Array(16)
  chacha20Block(input, output)
  return Buffer.from(output.buffer)
}

t.test('the ChaCha20 block is the one of RFC 8439, of OpenSSL and of a stranger', async (t) => {
  for (const { source, key, counter, nonce, block } of vectors.chacha20) {
    const first = Buffer.alloc(4)
    first.writeUInt32LE(counter)
    const rest = Buffer.concat([first, hex(nonce)])
    const state = Buffer.concat([hex(key), rest])
    t.equal(cipherBlock(hex(key), rest).toString('hex'), block, source)
    t.equal(verifierBlock(state).toString('hex'), block, source)
    const words = [...CHACHA20_CONSTANTS, ...stranger.wordsOf(state)]
    t.equal(bytesOf(stranger.block(words)), block, source)
  }
  for (let i = 0; i < 1000; i++) {
    const state = createHash('sha384').update(`state ${i}`).digest()
    const want = cipherBlock(state.subarray(0, 32), state.subarray(32))
    if (!verifierBlock(state).equals(want)) t.fail(`state ${i}`)
  }
})

t.test('PBKDF2 is the published one, on the server and in browsers', async (t) => {
  for (const { source, password, salt, iterations, key } of vectors.pbkdf2) {
    const bytes = key.length / 2
    const got = pbkdf2Sync(hex(password), hex(salt), iterations, bytes, 'sha256')
    t.equal(got.toString('hex'), key, source)
    const imported = await webcrypto.subtle.importKey('raw', hex(password), 'PBKDF2', false, [
      'deriveBits',
    ])
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt: hex(salt), iterations }
    const bits = await webcrypto.subtle.deriveBits(how, imported, 8 * bytes)
    t.equal(Buffer.from(bits).toString('hex'), key, source)
  }
})

t.test('a unit of algorithm 1 is the same for four who compute it', async (t) => {
  const output = new Int32Array(2)
  for (const { seed, index, size, passes, result, tag } of vectors.units) {
    const name = `seed ${seed.slice(0, 8)} unit ${index} size ${size} passes ${passes}`
    const words = stranger.unit({ seed, index, size, passes })
    t.equal(words.map((word) => word.toString(16).padStart(8, '0')).join(''), result, name)
    createUnit({ sizeLog2: size, passes })(wordsOf(seed), index, output)
    t.same([...new Uint32Array(output.buffer)], words, name)
    t.equal(words[0] & 0xffff, tag, name)
    t.equal(script.createUnit(size, passes)(wordsOf(seed), index), tag, name)
    t.equal(script.createWasmUnit(size, passes)?.(wordsOf(seed), index), tag, name)
  }
})

t.test('a unit of algorithm 2 is the same for three who compute it', async (t) => {
  for (const { seed, index, iterations, tag } of vectors.derivations) {
    const name = `seed ${seed.slice(0, 8)} unit ${index}`
    t.equal(stranger.derivation({ seed, index, iterations }), tag, name)
    t.equal(createDerivation(iterations)(hex(seed), index), tag, name)
    const unit = script.createDerivedUnit(wordsOf(seed), iterations)
    t.equal(await new Promise((resolve) => unit?.(index, resolve)), tag, name)
  }
})

function keyOf({ keyTag, tokenKey, auditKey }: TokenVector): ProofKey {
  return { tag: keyTag, token: hex(tokenKey), audit: hex(auditKey) }
}

t.test('a token is written, read and worked for as specified', async (t) => {
  for (const vector of vectors.tokens) {
    const { fields, token, seed, algorithms } = vector
    const key = keyOf(vector)
    const bytes = hex(token)
    t.equal(Buffer.from(sealToken(fields, key)).toString('hex'), token)
    t.match(
      openToken(bytes, () => key),
      fields,
    )
    const read = stranger.readToken(bytes, hex(vector.tokenKey))
    t.match(read, { isWhole: true, algorithms: 3, audits: 2, seed, wayBack: fields.wayBack })
    t.equal(sha256(bytes), seed)
    t.match(script.readTask(bytes.toString('base64url')), {
      work: {
        table: { sizeLog2: read.size, passes: read.passes, units: read.units },
        derived: { iterations: read.iterations, units: 3 * read.units },
      },
    })
    for (const { algorithm, units, firstTags } of algorithms) {
      t.equal(units, algorithm * 2 * read.units - read.units)
      const { size, passes, iterations } = read
      const first = Array.from({ length: 8 }, (_, index) =>
        algorithm === 1
          ? stranger.unit({ seed, index, size, passes })[0] & 0xffff
          : stranger.derivation({ seed, index, iterations }),
      )
      t.equal(Buffer.from(Uint16Array.from(first).buffer).toString('hex'), firstTags)
    }
  }
})

t.test('exactly the audited units decide', async (t) => {
  for (const vector of vectors.tokens) {
    const key = keyOf(vector)
    const bytes = hex(vector.token)
    const token = openToken(bytes, () => key)
    if (token === null) throw new Error('the token does not open')
    const unit = createUnit({ sizeLog2: 14, passes: 2 })
    for (const { algorithm, units, audited } of vector.algorithms) {
      t.same(stranger.audited(bytes, hex(vector.auditKey), units), audited)
      const tags = new Uint8Array(2 * units)
      const verify = (): boolean => createAuditor({ unit }).verify(bytes, token, tags, key)
      const enter = (index: number): void => {
        const { seed } = vector
        const tag =
          algorithm === 1
            ? stranger.unit({ seed, index, size: 14, passes: 2 })[0] & 0xffff
            : stranger.derivation({ seed, index, iterations: 1800 })
        tags.set([tag & 0xff, tag >>> 8], 2 * index)
      }
      t.notOk(verify(), 'neither')
      enter(audited[0] ?? 0)
      t.notOk(verify(), 'the first of two')
      enter(audited[1] ?? 0)
      t.ok(verify(), 'both, and none of the others')
    }
  }
})

t.test('all tags of a token have the digest of its vector', async (t) => {
  const [vector] = vectors.tokens
  const bytes = hex(vector?.token ?? '')
  const solver = startSolver()
  for (const { algorithm, sha256OfAllTags } of vector?.algorithms ?? []) {
    const way = algorithm === 1 ? 'table' : 'derived'
    const proof = await solver.solve(bytes.toString('base64url'), way)
    t.equal(sha256(proof.subarray(bytes.length)), sha256OfAllTags, `algorithm ${algorithm}`)
  }
})

t.test('verifier, JavaScript and WebAssembly agree on ten thousand random units', async (t) => {
  const start = randomBytes(36)
  t.comment(`from ${start.toString('hex')}`)
  t.equal(disagreements(start, 10_000), 0)
})

t.test('the WebAssembly that is sent is what its source gives', async (t) => {
  const part = new URL('../../src/challenge-pages/browser/wasm.client.js', import.meta.url)
  t.equal(readFileSync(part, 'utf8'), scriptPart(await assemble()), 'else: npm run wasm')
})

t.test('the page of the specification tells its first examples truly', async (t) => {
  const page = readFileSync(new URL('../../docs/proof-of-work.md', import.meta.url), 'utf8')
  const first = vectors.units.filter(({ size, passes }) => size === 14 && passes === 2)
  for (const { result } of first.slice(0, 2)) t.ok(page.includes(`\`${result}\``), result)
})
