interface Gpio {
  readonly inputs: Readonly<Record<string, { readonly state: boolean }>>
  readonly outputs: Readonly<Record<string, { readonly state: boolean }>>
}

/** Gauges as Prometheus reads them: kvmd/apps/kvmd/api/export.py, which repeats `state` as `online`. */
export function metrics(atx: { enabled: boolean; power: boolean }, gpio: Gpio, health: unknown): string {
  const gauges: [name: string, value: number][] = [
    ['pikvm_atx_enabled', Number(atx.enabled)],
    ['pikvm_atx_power', Number(atx.power)],
  ]
  for (const [kind, channels] of [['input', gpio.inputs] as const, ['output', gpio.outputs] as const]) {
    for (const [channel, { state }] of Object.entries(channels)) {
      if (channel.startsWith('__')) continue
      const name = channel.replace(/[^a-zA-Z0-9_]/g, '_')
      gauges.push([`pikvm_gpio_${kind}_online_${name}`, Number(state)])
      gauges.push([`pikvm_gpio_${kind}_state_${name}`, Number(state)])
    }
  }
  return [...gauges, ...flat('pikvm_hw', health)]
    .map(([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`)
    .join('\n')
}

function flat(name: string, value: unknown): [string, number][] {
  if (typeof value === 'number' || typeof value === 'boolean') return [[name, Number(value)]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    return flat(key === 'parsed_flags' ? name : `${name}_${key}`, inner)
  })
}
