import type { GpioItem, GpioModel } from '../../devices/capabilities/gpio'

type Control = Exclude<GpioItem, { kind: 'label' }>

export interface ControlNames {
  /** Of a lamp, and of the switch of an output. */
  readonly name: string
  /** Of the button of an output; begins with what is written on it. */
  readonly button: string
}

/**
 * What each control is called: by the label next before it in its line, which is how people read it, by the line's first
 * one where none is before it, and by itself where there is none. No two of a kind have the same name.
 */
export function controlNames({ header, rows }: GpioModel): ReadonlyMap<Control, ControlNames> {
  const controls = [header, ...rows].flatMap(items => baseNames(items ?? []))
  const count = (passes: (one: (typeof controls)[number]) => boolean) => controls.filter(passes).length
  const used = new Set<string>()
  const unique = (kind: string, name: string) => {
    for (let nth = 1; ; nth++) {
      const own = nth === 1 ? name : `${name} (${nth})`
      if (used.has(`${kind} ${own}`)) continue
      used.add(`${kind} ${own}`)
      return own
    }
  }
  return new Map(
    controls.map(({ item, base }) => {
      const isShared = count(one => one.base === base && one.item.kind === item.kind) > 1
      const own = item.kind === 'output' ? item.text : item.channel
      const name = unique(item.kind, isShared && own !== base ? `${base}, ${own}` : base)
      const hasTwins = count(one => one.item.kind === 'output' && one.item.text === own) > 1
      return [item, { name, button: unique('button', hasTwins && own !== base ? `${own}, ${base}` : own) }]
    }),
  )
}

/** How a channel is called: by its first place in the model, or its own name where it has none. */
export function nameOfChannel({ rows }: GpioModel, channel: string): string {
  const found = rows.flatMap(items => baseNames(items ?? [])).find(({ item }) => item.channel === channel)
  return found === undefined || found.base === channel ? channel : `${found.base} (${channel})`
}

function baseNames(items: readonly GpioItem[]): { readonly item: Control; readonly base: string }[] {
  const first = items.map(labelOf).find(label => label !== undefined)
  let last = first
  return items.flatMap(item => {
    last = labelOf(item) ?? last
    if (item.kind === 'label') return []
    const own = item.kind === 'output' ? item.text : item.channel
    return [{ item, base: last ?? (own || item.channel) }]
  })
}

function labelOf(item: GpioItem): string | undefined {
  return item.kind === 'label' ? item.text.replace(/\s*:\s*$/, '').trim() || undefined : undefined
}
