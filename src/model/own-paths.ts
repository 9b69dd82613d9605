/** Where a code of the helpdesk is typed in, on every site. */
export const CODE_PATH = '/.paart/code'
