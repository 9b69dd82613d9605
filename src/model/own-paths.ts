/** Where a code of the helpdesk is typed in, on every site. */
export const CODE_PATH = '/.paart/code'

/** How a pass of one site comes to another: asked for, handed over, taken over. */
export const ASK_PATH = '/.paart/ask'
export const HAND_OVER_PATH = '/.paart/hand-over'
export const TAKE_OVER_PATH = '/.paart/take-over'

/** What a site tells machines, as a page and as JSON; only where `machines` of the site is not null. */
export const ROBOTS_PATH = '/.paart/robots'
export const ROBOTS_FILE_PATH = '/.paart/robots.json'
