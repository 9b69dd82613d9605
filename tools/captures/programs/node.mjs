// Asks for pages with one library of Node: `node.mjs LIBRARY FOLDER`, what to ask as JSON on standard input.
import { createRequire } from 'node:module'
import { Agent as HttpsAgent, get } from 'node:https'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
process.removeAllListeners('warning')
const [, , library, folder] = process.argv
const { resolve } = createRequire(`${folder}/npm/`)
const load = (name) => import(pathToFileURL(resolve(name)).href)

const ASKS = {
  fetch: () => async (url, headers) => (await fetch(url, { headers })).text(),
  async undici() {
    const { request } = await load('undici')
    return async (url, headers) => (await request(url, { headers })).body.text()
  },
  https: () => (url, headers) =>
    new Promise((ended) => {
      get(url, { headers, agent: new HttpsAgent() }, (response) =>
        response.resume().on('end', ended),
      )
    }),
  async axios() {
    const { default: axios } = await load('axios')
    return (url, headers) => axios.get(url, { headers, adapter: 'http' })
  },
  async got() {
    const { default: got } = await load('got')
    return (url, headers) => got(url, { headers, https: { rejectUnauthorized: false } })
  },
  async 'node-fetch'() {
    const { default: ask } = await load('node-fetch')
    return async (url, headers) => (await ask(url, { headers })).text()
  },
  async superagent() {
    const { default: superagent } = await load('superagent')
    return (url, headers) => superagent.get(url).set(headers).disableTLSCerts()
  },
}

const ask = await ASKS[library]()
for (const { url, fields } of JSON.parse(await text(process.stdin)))
  await ask(url, Object.fromEntries(fields))
