/** What a name stands for. The checks have refused every name that stands for nothing. */
export function described<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a name passed the checks and yet is not described')
  return value
}
