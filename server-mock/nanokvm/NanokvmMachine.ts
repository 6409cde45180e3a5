import { Machine, type MachineOptions } from '../machine/Machine'
import { type NanokvmOptions, NanokvmServer } from './NanokvmServer'

export interface NanokvmMachineOptions extends NanokvmOptions {
  /** Free port unless said. */
  readonly port?: number
  readonly machine?: MachineOptions
  /** Images on the device, by path; each starts an installer. */
  readonly images?: Readonly<Record<string, number>>
}

export interface NanokvmMachine {
  readonly url: string
  readonly machine: Machine
  readonly server: NanokvmServer
  /** Ends the device and its machine. Safe twice. */
  close(): Promise<void>
}

/**
 * A simulated machine behind a NanoKVM, on loopback. Resolves when it listens.
 *
 * @example const nano = await startNanokvmMachine({ age: '2.5.0', images: { '/data/debian.iso': 661 << 20 } })
 */
export async function startNanokvmMachine(options: NanokvmMachineOptions): Promise<NanokvmMachine> {
  const machine = new Machine({ name: 'rack', widthPx: 1280, heightPx: 720, start: 'desktop', ...options.machine })
  const server = new NanokvmServer(machine, options)
  for (const [path, sizeBytes] of Object.entries(options.images ?? {})) {
    server.storage.images.set(path, { sizeBytes, bootable: true })
  }
  await server.listen(options.port)
  return {
    ...{ machine, server, url: server.url },
    close: async () => {
      await server.close()
      machine.dispose()
    },
  }
}
