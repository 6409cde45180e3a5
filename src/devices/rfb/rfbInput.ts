import { InputPath, type InputSink } from '../../engine/input/InputPath'
import { keysymOf } from '../../engine/rfb/keysyms'
import type { RfbEngine } from '../../engine/rfb/RfbEngine'
import { type Readable, writable } from '../../lib/readable'
import type { InputCapability, LockLamps } from '../capabilities/input'
import { DeviceError } from '../errors'
import { refuseIfBlocked } from '../refuseIfBlocked'

/** Input of an RFB machine: events pass the path and reach noVNC; only what the page presses itself is translated. */
export function rfbInput(
  engine: RfbEngine,
  locks: Readable<LockLamps>,
): { readonly capability: InputCapability; readonly path: InputPath } {
  const viewOnly = writable(false)
  const held = new Set<string>()
  const sink: InputSink = {
    key(code, down) {
      const keysym = keysymOf(code)
      if (keysym === undefined) return
      if (down) held.add(code)
      else held.delete(code)
      engine.session?.sendKey(keysym, code, down)
    },
    pressed: () => engine.meter.countPress(),
    releaseAll() {
      for (const code of [...held]) sink.key(code, false)
      engine.releaseAll()
    },
  }
  const path = new InputPath(engine.element, sink)
  const capability: InputCapability = {
    viewOnly,
    setViewOnly(on) {
      if (on) path.block('view-only')
      else path.unblock('view-only')
      engine.setViewOnly(on)
      viewOnly.set(on)
    },
    keys: path.keys,
    onCommand: listener => path.onCommand(listener),
    async press(codes) {
      refuseIfBlocked(path)
      const unknown = codes.find(code => keysymOf(code) === undefined)
      if (unknown !== undefined) throw new DeviceError('not-supported', { detail: unknown })
      for (const code of codes) sink.key(code, true)
      for (const code of [...codes].reverse()) sink.key(code, false)
    },
    releaseAll: () => sink.releaseAll(),
    locks,
  }
  return { capability, path }
}
