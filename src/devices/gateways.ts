import type { FamilyGateway } from '../lib/gatewayFamily.ts'
import { kasmvncGateway } from './adapters/kasmvnc/gateway.ts'
import { lineGateway } from './adapters/line/gateway.ts'
import { nanokvmGateway } from './adapters/nanokvm/gateway.ts'
import { pikvmGateway } from './adapters/pikvm/gateway.ts'
import { vncGateway } from './adapters/vnc/gateway.ts'

/** Every family the gateway can reach, one line each. */
export const gatewayFamilies: readonly FamilyGateway[] = [
  kasmvncGateway,
  pikvmGateway,
  nanokvmGateway,
  vncGateway,
  lineGateway,
]
