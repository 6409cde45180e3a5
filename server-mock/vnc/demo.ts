import type { DemoHouse, FamilyDemo } from '../DemoHouse'
import { hasTigerVnc, TigerVnc } from '../tigervnc/TigerVnc'
import { startVncMachine } from './VncMachine'

/** Said in the terminal, for the machine that asks. */
const askedPassword = 'anchor'

export const vncDemo: FamilyDemo = async house => [
  await heldDesk(house),
  await guardedDesk(house),
  ...(hasTigerVnc() ? [await realDesk(house)] : []),
]

async function heldDesk(house: DemoHouse) {
  const { password, passwordFile } = house.secret('desk')
  const { port, close } = await startVncMachine({ name: 'Desk', geometry: '1440x810', password })
  house.closes(close)
  return vnc('desk', 'Desk', port, { credentials: { passwordFile } })
}

async function guardedDesk(house: DemoHouse) {
  const machine = { start: 'login' } as const
  const { port, close } = await startVncMachine({
    name: 'Desk, guarded',
    geometry: '1280x800',
    password: askedPassword,
    machine,
  })
  house.closes(close)
  console.error(`The password of "Desk, guarded" is ${askedPassword}.`)
  return vnc('desk-guarded', 'Desk, guarded', port)
}

/** Debian's own VNC server, where it is installed: a real shell on this computer. */
async function realDesk(house: DemoHouse) {
  const { password, passwordFile } = house.secret('tigervnc')
  const desk = await TigerVnc.start({ name: 'TigerVNC', geometry: '1440x810', password })
  house.closes(() => desk.stop())
  const look = ['-fa', 'JetBrains Mono,DejaVu Sans Mono', '-fs', '11', '-bg', '#0b0f16', '-fg', '#d6dde8', '-bw', '0']
  const shell = ['-e', 'bash', '--noprofile', '--norc', '-i']
  desk.run('xsetroot', ['-solid', '#16324a'])
  desk.run('xsetroot', ['-cursor_name', 'left_ptr'])
  desk.run('xterm', [...look, '-geometry', '110x34+48+48', '-T', 'shell', ...shell], { PS1: '\\u@tigervnc:\\w\\$ ' })
  return vnc('tigervnc', 'TigerVNC', desk.port, { credentials: { passwordFile }, tags: ['real'] })
}

function vnc(id: string, name: string, port: number, more: object = {}): object {
  return { id, name, family: 'vnc', url: `vnc://127.0.0.1:${port}`, group: 'Demo', ...more }
}
