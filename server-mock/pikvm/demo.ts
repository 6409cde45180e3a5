import type { DemoHouse, FamilyDemo } from '../DemoHouse'
import { Machine } from '../machine/Machine'
import { before421 } from './ages'
import { PiKvm, type PiKvmOptions } from './PiKvm'

const GiB = 1024 ** 3
/** Said in the terminal, for the machine that asks. */
const askedPassword = 'harbour'

export const pikvmDemo: FamilyDemo = async house => [await held(house), await guarded(house)]

async function held(house: DemoHouse) {
  const { password, passwordFile } = house.secret('rack')
  const options = { users: { admin: password }, hostName: 'rack-7', switchPorts: 4 }
  const pikvm = await start(house, 'rack-7', { ...options, msd: { storageBytes: 32 * GiB } })
  pikvm.msd.store.add('harbor-12-netinst.iso', 658_505_728)
  pikvm.msd.store.add('rescue.img', 268_435_456)
  pikvm.msd.store.add('half-an-upload.iso', 734_003_200, false)
  pikvm.msd.reindex()
  const vnc = `vnc://127.0.0.1:${await pikvm.listenVnc()}`
  return entry('rack-7', 'Rack 7', pikvm.port, { credentials: { username: 'admin', passwordFile }, vnc })
}

async function guarded(house: DemoHouse) {
  const options = { users: { admin: askedPassword }, hostName: 'rack-3', age: before421 }
  const { port, msd } = await start(house, 'rack-3', { ...options, msd: { storageBytes: 8 * GiB } })
  msd.store.add('old-tools.iso', 412_090_368)
  msd.reindex()
  console.error(`"Rack 3, old PiKVM" is opened by admin and ${askedPassword}.`)
  return entry('rack-3', 'Rack 3, old PiKVM', port)
}

async function start(house: DemoHouse, name: string, options: PiKvmOptions) {
  const machine = new Machine({ name, widthPx: 1280, heightPx: 720, start: 'desktop', desktop: { moving: true } })
  const pikvm = new PiKvm(machine, options)
  const port = await pikvm.listen()
  house.closes(async () => {
    await pikvm.close()
    machine.dispose()
  })
  return Object.assign(pikvm, { port })
}

function entry(id: string, name: string, port: number, more: object = {}): object {
  return { id, name, family: 'pikvm', url: `http://127.0.0.1:${port}`, group: 'Demo', ...more }
}
