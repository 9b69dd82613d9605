/**
 * For which test files tap counts what of the program they reach (`--coverage-map`): those of its parts. Whoever tries
 * a whole gate starts dozens of processes and threads; to count in each of them takes longer than the test, and what
 * only such a test reaches has none of its own. `null` counts nothing, an empty list everything.
 */
const WHOLE = /^test\/(?:journeys|applications)\/|^test\/bench/

function counted(path: string): readonly string[] | null {
  return WHOLE.test(path) ? null : []
}

// oxlint-disable-next-line import/no-default-export -- tap asks for it by that name
export { counted as default }
