import { InvalidArgumentError } from 'commander'
import { type TestConfig, parseClientAddress } from '../config/index.ts'

/** Reads an address that was typed. */
export function addressOf(text: string): TestConfig['client']['address'] {
  const address = parseClientAddress(text)
  if (address === null) throw new InvalidArgumentError('It is an address such as 203.0.113.7.')
  return address
}
