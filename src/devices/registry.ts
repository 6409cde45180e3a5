import { kasmvnc } from './adapters/kasmvnc/family'
import { line } from './adapters/line/family'
import { nanokvm } from './adapters/nanokvm/family'
import { pikvm } from './adapters/pikvm/family'
import { vnc } from './adapters/vnc/family'
import type { DeviceFamily } from './device'

/** Every kind of machine the page knows. A further one is a folder in `adapters/` and a line here. */
export const families = [kasmvnc, pikvm, nanokvm, vnc, line] as const satisfies readonly DeviceFamily<unknown>[]

/** The family of an entry, with its profile's type forgotten: what `fromEntry` gives, `open` takes. */
export function familyOf(id: string): DeviceFamily<unknown> | undefined {
  return families.find(family => family.id === id)
}
