/** What an operator is told in the log besides its lines about requests, and what each means. */
export const NOTES = {
  'a server fails and is left out for now': 'its requests failed; `code` is the last error',
  'a server fails its checks and is left out': '`health` of its backend found it so',
  'a server is well again': 'requests are sent to it as before',
  'a form could not be kept':
    'the disk failed: `code` is what the system said, `doing` at what; its page says so',
  'a header field that claims an identity is not passed on':
    '`field` is its name, `believed` the line that would believe it',
  'a trusted proxy names no client': '`network` is the one that the configuration trusts',
  'an answer could not wait on the disk':
    'the disk failed: `code` is what the system said, `doing` at what, `folder` where; nothing of it for 10 seconds',
  'codes of the helpdesk were issued': 'how many, for which site, by whom; never which',
  'connections were closed': 'without an answer; `why` is one of the words below',
  'draining failed': 'a worker could not end in good order, and was ended',
  'everybody is trusted as a proxy': '`network` is the one that the configuration trusts',
  'X-Forwarded-For comes from a peer that is no trusted proxy':
    'all who come through it count as one client',
  'an operator did something':
    '`did` is the command, `by` who typed it, as whom where that is another, `result` how it ended',
  'an order begins': '`order` is the number of a ban, an allowance or a mode, `by` whose it is',
  'an order ends': 'its time is over, or `by` withdrew it',
  'the configuration was reloaded':
    '`result` says how it ended, `from` and `to` are the hashes before and after',
  'the gate made a mistake': '`reference` is of the request it happened in, `error` says where',
  'the log cannot be opened; it stays where it is for now':
    '`to` is where it should have gone on; it is tried again each second',
} as const satisfies Readonly<Record<string, string>>

export type NoteMessage = keyof typeof NOTES
