import { type Outcome } from '../model/index.ts'
import { loggedPath, toTenths } from './log-line.ts'

/**
 * A log line as JSON: the same as `JSON.stringify` makes of `logLineOf`, without an object and a
 * walk through it for each request. A test holds the two together.
 */
export function logTextOf(outcome: Outcome, network: string, time: string): string {
  const { reason } = outcome
  return (
    `{"time":"${time}","reference":"${outcome.reference}"` +
    `,"site":${quoted(outcome.site)},"route":${quoted(outcome.route)}` +
    `,"method":${quoted(outcome.method)},"path":${quoted(loggedPath(outcome.path))}` +
    `,"status":${outcome.status},"decision":"${outcome.decision}"` +
    `,"reason":${quoted(`${reason.what}: ${reason.name}`)}${wouldOf(outcome)}` +
    `,"clearance":"${outcome.clearance}","score":${outcome.score}${marksOf(outcome)}` +
    `,"durationMs":${toTenths(outcome.durationMs)},"backendMs":${toTenths(outcome.backendMs)}` +
    `,"bytesIn":${outcome.bytesIn},"bytesOut":${outcome.bytesOut},"network":"${network}"` +
    `,"fingerprint":"${outcome.fingerprint}"${signatureOf(outcome)}}`
  )
}

function signatureOf({ signature }: Outcome): string {
  if (signature === null) return ''
  return `,"signature":"${signature.outcome}","signer":${quoted(signature.signer)}`
}

function wouldOf({ would }: Outcome): string {
  if (would === null) return ''
  const { kind, reason } = would
  return `,"would":"${kind}","wouldReason":${quoted(`${reason.what}: ${reason.name}`)}`
}

function marksOf({ marks }: Outcome): string {
  return marks.length === 0 ? '' : `,"marks":${JSON.stringify(marks)}`
}

/** As JSON; nearly every text is plain and only needs the quotes. */
function quoted(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return JSON.stringify(text)
  }
  return `"${text}"`
}
