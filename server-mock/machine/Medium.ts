/** Something plugged in: an image behind an emulated CD drive or USB disk. */
export interface Medium {
  readonly name: string
  readonly kind: 'cd' | 'disk'
  readonly sizeBytes: number
  readonly writable: boolean
  /** Whether the firmware finds something to start on it; so unless said. */
  readonly bootable?: boolean
}

/** `629 MiB` */
export function sizeInWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
