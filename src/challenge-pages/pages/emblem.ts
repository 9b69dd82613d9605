/**
 * A gate with two leaves, which open as the check goes on, on a morning behind them. Decoration:
 * hidden from assistive technology, and nothing is said by it alone.
 */
export const EMBLEM =
  '<svg class="emblem" width="56" height="56" viewBox="0 0 56 56" aria-hidden="true" focusable="false">' +
  '<path class="sky" d="M14 50V27a14 14 0 0 1 28 0v23z"/><circle class="sun" cx="28" cy="34" r="7"/>' +
  '<path class="leaf leaf-start" d="M15 49V27a13 13 0 0 1 12.4-13V49z"/>' +
  '<path class="leaf leaf-end" d="M41 49V27a13 13 0 0 0-12.4-13V49z"/>' +
  '<path class="arch" fill="currentColor" fill-rule="evenodd" d="M7 51V27a21 21 0 0 1 42 0v24h-8V27a13 13 0 0 0-26 0v24zM4 51h48v3H4z"/>' +
  '</svg>'

/** The same with the gate open. */
export const OPEN_EMBLEM = EMBLEM.replace('"emblem"', '"emblem passed"')

const SVG = 'width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" focusable="false"'
const ICON = `<svg class="icon" ${SVG}><path d="`

/** Line drawings before the ways to reach the office, and before what is wrong at a field; decoration, like the emblem. */
export const ICONS = {
  phone: `${ICON}M6 3h3l2 5-2.5 1.8a12 12 0 0 0 5.7 5.7L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z"/></svg>`,
  code: `${ICON}M12 9a4.5 4.5 0 1 0 0 6h4v3h3v-3h2V9zM7 12h2"/></svg>`,
  email: `${ICON}M3 6h18v12H3zM3 7l9 7 9-7"/></svg>`,
  counter: `${ICON}M3 10l9-6 9 6M5 10v8M10 10v8M14 10v8M19 10v8M3 20h18"/></svg>`,
  error: `<svg class="sign" ${SVG}><circle cx="12" cy="12" r="10"/><path d="M12 6.5v6.5M12 16.5v1"/></svg>`,
}
