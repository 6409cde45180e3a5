import type { FamilyDemo } from '../DemoHouse'
import { Machine } from '../machine/Machine'
import { TelnetServer } from './TelnetServer'

/** A console server's port: telnet, and behind it the shell of a machine without a screen. */
export const lineDemo: FamilyDemo = async house => {
  const machine = new Machine({ name: 'switch', start: 'login' })
  const telnet = await TelnetServer.start({ machine })
  house.closes(async () => {
    await telnet.close()
    machine.dispose()
  })
  return [
    { id: 'switch', name: 'Switch, serial', family: 'line', url: `telnet://127.0.0.1:${telnet.port}`, group: 'Demo' },
  ]
}
