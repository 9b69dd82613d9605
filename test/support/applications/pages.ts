import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What stands on the page below `/protected/` and nowhere else. */
export const PROTECTED_TEXT = 'nobody may read this'

/** Writes `/open/page.html` and `/protected/page.html`, and the latter as a PHP page too. */
export function writePages(folder: string): void {
  for (const name of ['open', 'protected']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'open/page.html'), 'everybody may read this')
  writeFileSync(join(folder, 'protected/page.html'), PROTECTED_TEXT)
  writeFileSync(join(folder, 'protected/page.php'), `<?php echo '${PROTECTED_TEXT}';`)
}
