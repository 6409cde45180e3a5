import { Machine, type MachineOptions } from '../machine/Machine'
import { VncServer, type VncServerOptions } from './VncServer'

export interface VncMachineOptions extends Omit<VncServerOptions, 'onLeft'> {
  /** Free port unless said. */
  readonly port?: number
  /** `1440x810` */
  readonly geometry?: string
  /** How the machine is built, where the defaults will not do: a desktop that is up, with its picture moving. */
  readonly machine?: Omit<MachineOptions, 'widthPx' | 'heightPx'>
}

export interface VncMachine {
  readonly port: number
  readonly machine: Machine
  readonly server: VncServer
  /** The key it shows, where it has one. */
  readonly identity: VncServerOptions['identity']
  /** Ends the server, its viewers and the machine. Safe twice. */
  close(): Promise<void>
}

/**
 * A simulated machine behind a VNC server, on loopback. Resolves when it listens; rejects when the port is taken
 * or the geometry is none.
 *
 * @example const desk = await startVncMachine({ name: 'desk', geometry: '1440x810', password: 'anchor' })
 */
export async function startVncMachine(options: VncMachineOptions): Promise<VncMachine> {
  const { geometry = '1440x810' } = options
  const size = /^(\d+)x(\d+)$/.exec(geometry)
  if (!size) throw new Error(`geometry is ${geometry}, but should look like 1440x810`)
  const [widthPx, heightPx] = [Number(size[1]), Number(size[2])]
  const hostName = options.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const machine = new Machine({
    ...{ name: hostName, start: 'desktop', desktop: { moving: true } },
    ...options.machine,
    ...{ widthPx, heightPx },
  })
  const server = new VncServer(machine, options)
  try {
    const port = await server.listen(options.port)
    return {
      ...{ port, machine, server, identity: options.identity },
      close: async () => {
        await server.close()
        machine.dispose()
      },
    }
  } catch (error) {
    machine.dispose()
    throw error
  }
}
