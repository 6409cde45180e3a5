import { familyOf } from '../devices/registry'

/** The maker's spelling of a family; `undefined` for one that this build does not know. */
export function familyLabel(id: string): string | undefined {
  return familyOf(id)?.label
}
