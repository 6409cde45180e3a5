import type { PowerTarget } from '../devices/capabilities/power'
import { t } from '../words/words'

/** How one of several machines is called: its port, and what its owner named it. */
export function nameOfTarget({ id, name }: Pick<PowerTarget, 'id' | 'name'>): string {
  return name === '' ? t('lamps.port', { id }) : t('lamps.portNamed', { id, name })
}
