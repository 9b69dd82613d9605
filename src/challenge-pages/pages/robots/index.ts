/** What a site tells machines, as a page and as a file. */
export { createRobotsFile } from './file.ts'
export { createRobotsPage } from './page.ts'
