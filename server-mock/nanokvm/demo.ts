import type { DemoHouse, FamilyDemo } from '../DemoHouse'
import { startNanokvmMachine } from './NanokvmMachine'

/** Said in the terminal, for the one that asks. */
const asked = { username: 'admin', password: 'admin' }

export const nanokvmDemo: FamilyDemo = async house => [await heldNano(house), await oldNano(house)]

const images = { '/data/debian-13-netinst.iso': 661 << 20, '/data/memtest86.img': 48 << 20 }

async function heldNano(house: DemoHouse) {
  const { password, passwordFile } = house.secret('nano')
  const machine = { name: 'rack', widthPx: 1280, heightPx: 720, desktop: { moving: true } }
  const nano = await startNanokvmMachine({ age: 'multi-user', password, hardware: 'PCIE', images, machine })
  house.closes(nano.close)
  if (nano.server.capture.video.h264From === 'clip') {
    console.error('Without ffmpeg, H.264 of the NanoKVM machines is a recorded clip; MJPEG is live.')
  }
  return entry('nano', 'Rack 9', nano.url, { credentials: { username: 'admin', passwordFile } })
}

/** The firmware that owners wrote their scripts against. */
async function oldNano(house: DemoHouse) {
  const machine = { name: 'shed', widthPx: 1024, heightPx: 768, start: 'login' } as const
  const nano = await startNanokvmMachine({ age: '2.0.9', ...asked, images, machine })
  house.closes(nano.close)
  console.error(`"Shed" asks: user ${asked.username}, password ${asked.password}.`)
  return entry('nano-old', 'Shed', nano.url)
}

function entry(id: string, name: string, url: string, more: object = {}): object {
  return { id, name, family: 'nanokvm', url, group: 'Demo', ...more }
}
