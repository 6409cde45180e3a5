import type { Capabilities } from '../../devices/capabilities/capabilities'

/** Whether there is a line and no screen: the terminal is then what the console shows. */
export function isLineOnly({ display, terminal }: Capabilities): boolean {
  return terminal !== undefined && display === undefined
}
