import type { FamilyGateway } from '../../../lib/gatewayFamily.ts'
import { lineKeys, telnetUrl } from '../../../lib/gatewayFields.ts'

/** A serial or telnet line as the gateway sees it; what it asks for is asked inside the line. */
export const lineGateway: FamilyGateway = {
  id: 'line',
  label: 'Line',
  keys: { url: telnetUrl, lineKeys: lineKeys.optional() },
  bridges: { terminal: 'url' },
  held: { kind: 'none' },
}
