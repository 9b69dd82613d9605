import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readSigningKeys } from '../../src/client/index.ts'
import { HOST, ask } from '../support/asking.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { newSigner, signedFields } from '../support/signed.ts'

/** An agent whose signature is good once, behind a proxy that asks about one request twice. */

const SIGNER = newSigner()

const TEXT = `
version: 1
listen: [{ address: "127.0.0.1:0", subrequests: true }]
workers: 1
trustedProxies: [127.0.0.1]
contact: { phone: "247 82 000", hours: "8:00-18:00", email: help@example.lu, address: Luxembourg }
agents: { archive: { signature: { keys: key.json } } }
sites:
  - name: site
    hosts: [${HOST}]
    routes:
      - { name: few, path: "/few/**", policy: few }
      - { name: everything, policy: read }
policies:
  read: { challenge: always, rules: [{ name: archive, when: { verifiedAgent: archive }, then: pass }] }
  few:
    challenge: never
    limits: [{ name: calls, key: agent, rate: 1/d, burst: 1, over: limit }]
    rules: [{ name: strangers, when: { machine: [unknown, contact, proven] }, then: deny }]
`

function start(t: Test): Promise<FileGate> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-asked-signed-'))
  writeFileSync(join(folder, 'key.json'), JSON.stringify(SIGNER.jwk))
  return startFileGate(t, TEXT, folder)
}

/** A request that its agent signs, each time another. */
function signed(): Readonly<Record<string, string>> {
  const read = readSigningKeys(JSON.stringify(SIGNER.jwk), 'refuse')
  const keyid = read.ok ? (read.keys[0]?.id ?? '') : ''
  const created = Math.floor(Date.now() / 1000)
  return signedFields({
    keyid,
    privateKey: SIGNER.privateKey,
    covered: [['"@authority"', HOST]],
    created,
    expires: created + 60,
  })
}

t.test('who signs is let through at the first question, and never again by the same', async (t) => {
  const gate = await start(t)
  const headers = signed()
  t.equal((await ask(gate, { uri: '/a', headers }, '/auth-request')).status, 204)
  t.equal(
    (await ask(gate, { uri: '/a', headers }, '/auth-request')).status,
    403,
    'seen and sent again',
  )
})

t.test('who signs and is refused is told why by both questions, as who he is', async (t) => {
  const gate = await start(t)
  const first = signed()
  t.equal((await ask(gate, { uri: '/few/a', headers: first }, '/auth-request')).status, 204)
  const second = signed()
  t.equal((await ask(gate, { uri: '/few/a', headers: second }, '/auth-request')).status, 403)
  const answer = await ask(gate, { uri: '/few/a', headers: second }, '/auth-request/answer')
  t.equal(answer.headers.get('paart-decision'), 'limit')
})
