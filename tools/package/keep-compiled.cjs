'use strict'
// Loaded into each process and thread of a gate that runs while a package is built: keeps what V8 made of its programs,
// with all functions that it came by, as start.cjs reads it.

const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { basename, join } = require('node:path')
const v8 = require('node:v8')
const vm = require('node:vm')
const { parentPort, threadId } = require('node:worker_threads')
const { crc32 } = require('node:zlib')

const folder = process.env.PAART_COMPILED
const scripts = new Map()

vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options)
    if (options?.filename !== undefined) scripts.set(options.filename, this)
  }
}

/** Once for each: what is made later may be made under other options, and would be refused at the next start. */
function keep() {
  for (const [file, script] of scripts) {
    if (existsSync(file))
      write(join(folder, basename(file)), readFileSync(file), script.createCachedData())
  }
  scripts.clear()
}

/** Threads of one program end at the same time. */
function write(place, text, made) {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(crc32(text), 0)
  head.writeUInt32LE(crc32(made), 4)
  const fresh = `${place}.${process.pid}.${threadId}`
  writeFileSync(fresh, Buffer.concat([head, made]))
  renameSync(fresh, place)
}

const { setFlagsFromString } = v8
v8.setFlagsFromString = (flags) => {
  keep()
  setFlagsFromString(flags)
}

/** Whoever waits for what the examiner says goes on at once, and gives V8 other options before that thread has ended. */
if (parentPort !== null) {
  const postMessage = parentPort.postMessage.bind(parentPort)
  parentPort.postMessage = (...said) => {
    if ([...scripts.keys()].some((file) => basename(file).startsWith('examiner'))) keep()
    postMessage(...said)
  }
}
process.on('exit', keep)
