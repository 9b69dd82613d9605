import { readProjectFile } from './sources.ts'

/** The example configuration as it ships, on free ports; a test's folder has not its logo. */
export function exampleFor(backend: string): string {
  return readProjectFile('config/paart.yaml')
    .replace('127.0.0.1:8080', '127.0.0.1:0')
    .replace('http://127.0.0.1:8081', backend)
    .replace(', logo: logo.svg', '')
}
