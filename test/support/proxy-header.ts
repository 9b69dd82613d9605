const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')

/** A header of the PROXY protocol, version 2, with these bytes whatever they mean. */
export function proxyHeader(of: {
  /** Version and command; default: version 2, for somebody else. */
  readonly start?: number
  readonly family: number
  readonly rest: Buffer
}): Buffer {
  const { start = 0x21, family, rest } = of
  const length = [rest.length >> 8, rest.length & 255]
  return Buffer.concat([SIGNATURE, Buffer.from([start, family, ...length]), rest])
}
