import type { GpioItem, GpioModel } from '../../devices/capabilities/gpio'

/** What its owner wrote in front of a line: the name of the switches and lamps in it. */
export function nameOfRow(items: readonly GpioItem[]): string | undefined {
  const label = items.find(item => item.kind === 'label')
  return label?.kind === 'label' ? label.text.replace(/\s*:\s*$/, '') || undefined : undefined
}

/** How a channel is called: its line's label, or its own name where it stands in no line. */
export function nameOfChannel({ rows }: GpioModel, channel: string): string {
  const row = rows.find(items => items?.some(item => item.kind !== 'label' && item.channel === channel))
  const label = row && nameOfRow(row)
  return label === undefined ? channel : `${label} (${channel})`
}
