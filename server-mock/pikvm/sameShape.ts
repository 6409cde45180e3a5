/**
 * Where `found` has another shape than `recorded`: the same keys everywhere and the same kinds of values. Maps whose keys
 * are names of things (images, channels) compare by their first values. Empty when they agree.
 */
export function shapeDifferences(recorded: unknown, found: unknown, path = ''): string[] {
  const kind = kindOf(recorded)
  if (kind === 'null' || kindOf(found) === 'null') return []
  if (kindOf(found) !== kind) return [`${path || 'the whole'}: ${kind} was recorded, ${kindOf(found)} came`]
  if (Array.isArray(recorded) && Array.isArray(found)) {
    const [one, other] = [recorded[0], found[0]]
    return one === undefined || other === undefined ? [] : shapeDifferences(one, other, `${path}[0]`)
  }
  if (!isRecord(recorded) || !isRecord(found)) return []
  if (/(^|\.)(images|parts|scheme\.inputs|scheme\.outputs|state\.inputs|state\.outputs|clients_stat|all)$/.test(path)) {
    const [one] = Object.values(recorded)
    const [other] = Object.values(found)
    return one === undefined || other === undefined ? [] : shapeDifferences(one, other, `${path}.*`)
  }
  const names = new Set([...Object.keys(recorded), ...Object.keys(found)])
  return [...names].flatMap(name => {
    const at = path === '' ? name : `${path}.${name}`
    if (!(name in found)) return [`${at}: missing`]
    if (!(name in recorded)) return [`${at}: was not recorded`]
    return shapeDifferences(recorded[name], found[name], at)
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}
