'use strict'
// Begins a program of this package: with what V8 made of it when the package was built, which is most of its start.

const { existsSync, readFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { Script } = require('node:vm')
const { crc32 } = require('node:zlib')

/** Made by one Node for one processor: all others have none, and compile for themselves. */
const COMPILED = join(
  __dirname,
  'compiled',
  `${process.version}-${process.platform}-${process.arch}`,
)

/** The check sums of the text and of what was made of it, which V8 would believe unread. */
const HEAD_BYTES = 8

const parts = new Map()

/** What a part exports; read once. */
function load(file) {
  const known = parts.get(file)
  if (known !== undefined) return known.exports
  const module = { exports: {} }
  parts.set(file, module)
  const folder = dirname(file)
  const ask = (name) => (name.startsWith('./') ? load(join(folder, name)) : require(name))
  compile(file).runInThisContext()(module.exports, ask, module, file, folder)
  return module.exports
}

/** Its text is all of one byte a character, as the bundler writes it. */
function compile(filename) {
  const bytes = readFileSync(filename)
  const text = `(function (exports, require, module, __filename, __dirname) {${bytes.latin1Slice()}\n})`
  const cachedData = compiledOf(filename, bytes)
  return new Script(text, cachedData === null ? { filename } : { filename, cachedData })
}

/** Null where there is none, or where it is not what was made of this text. V8 refuses what other options made. */
function compiledOf(filename, text) {
  try {
    const file = readFileSync(join(COMPILED, filename.slice(dirname(filename).length + 1)))
    const made = file.subarray(HEAD_BYTES)
    const isWhole = file.readUInt32LE(0) === crc32(text) && file.readUInt32LE(4) === crc32(made)
    return isWhole ? made : null
  } catch {
    return null
  }
}

/** Where nothing was made for this Node, Node loads the program, and keeps what it compiles where it is told to. */
exports.start = existsSync(COMPILED) ? load : require
