/** How often a condition is looked at; nothing hangs on this number. */
const LOOK_MS = 10

/** Longer than anything takes on a busy machine; a test that waits so long has failed. */
const WAIT_MS_MAX = 60_000

/** Settles as soon as `isSo` says yes; fails, naming `what`, as it is then, where it never does. */
export async function eventually(
  what: string | (() => string),
  isSo: () => boolean | Promise<boolean>,
  waitMsMax = WAIT_MS_MAX,
): Promise<void> {
  const untilMs = performance.now() + waitMsMax
  while (!(await isSo())) {
    if (performance.now() > untilMs) {
      throw new Error(`it never came about: ${typeof what === 'string' ? what : what()}`)
    }
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS)
    })
  }
}
