import type { FamilyGateway } from '../lib/gatewayFamily'
import { kasmvncGateway } from './adapters/kasmvnc/gateway'
import { lineGateway } from './adapters/line/gateway'
import { nanokvmGateway } from './adapters/nanokvm/gateway'
import { pikvmGateway } from './adapters/pikvm/gateway'
import { vncGateway } from './adapters/vnc/gateway'

/** Every family the gateway can reach, one line each. */
export const gatewayFamilies: readonly FamilyGateway[] = [
  kasmvncGateway,
  pikvmGateway,
  nanokvmGateway,
  vncGateway,
  lineGateway,
]
