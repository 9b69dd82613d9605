'use strict'
// Loaded into each process and thread of a package: tells of each text whether V8 took what had been made of it.

const { writeSync } = require('node:fs')
const { basename } = require('node:path')
const vm = require('node:vm')

vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options)
    const { filename } = options ?? {}
    if (filename !== undefined)
      writeSync(2, `${basename(filename)} ${made(this.cachedDataRejected)}\n`)
  }
}

function made(isRejected) {
  if (isRejected === undefined) return 'without'
  return isRejected ? 'refused' : 'taken'
}
