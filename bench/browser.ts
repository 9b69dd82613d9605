/** Session cookies of a usual application: 280 bytes. */
const APPLICATION_COOKIES =
  `JSESSIONID=${'5F'.repeat(16)}.node1; theme=light; _pk_id.7.1fff=${'0a'.repeat(8)}.1700000000.; XSRF-TOKEN=${'c3'.repeat(18)}; portal_session=`.padEnd(
    280,
    'Zx9',
  )

/** What a browser sends for a page: with the load's own Host and Connection, 15 fields. */
export const BROWSER = {
  'sec-ch-ua': '"Chromium";v="153", "Google Chrome";v="153", "Not.A/Brand";v="24"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Windows"',
  'Upgrade-Insecure-Requests': '1',
  'User-Agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36',
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Sec-Fetch-Site': 'same-origin',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
  Referer: 'https://procedures.example.lu/inquiries/2026/overview',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Accept-Language': 'lb,fr;q=0.9,de;q=0.8,en;q=0.7',
  Cookie: APPLICATION_COOKIES,
} as const

/** The same browser when a script of a page asks. */
export const SCRIPT = {
  ...BROWSER,
  Accept: '*/*',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Dest': 'empty',
} as const

/** The least that a client with a pass sends: with the load's own Host and Connection, 4 fields. */
export const PLAIN = { 'User-Agent': BROWSER['User-Agent'], Cookie: '' } as const

/** The application's cookies, where there are any, and behind them a pass. */
export function cookiesWith(pass: string, application: string): string {
  return application === '' ? pass : `${application}; ${pass}`
}
