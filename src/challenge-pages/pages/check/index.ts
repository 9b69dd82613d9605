/** The page of the check, with its doors. */
export { createCheckPage } from './check.ts'
