import type { Call } from './Call'
import type { Hid } from './Hid'
import { hidButtonNames, hidKeys, hidModifiers } from './hidKeys'
import { invalid } from './KvmdError'
import { keymapNames } from './keymaps'
import { bool, float, int, isMissing, oneOf, splitList } from './validators'

const printLimitBytes = 1 << 20

/** The handles under `/api/hid`: kvmd/apps/kvmd/api/hid.py. */
export function hidCalls(hid: Hid): Readonly<Record<string, (call: Call) => void | Promise<void>>> {
  return {
    'POST /hid/set_params'(call) {
      const keyboard = call.get('keyboard_output')
      const mouse = call.get('mouse_output')
      const jiggler = call.get('jiggler')
      if (!isMissing(keyboard)) oneOf(keyboard, 'Keyboard output', ['usb', 'ps2', 'disabled'])
      if (!isMissing(mouse)) oneOf(mouse, 'Mouse output', ['usb', 'usb_win98', 'usb_rel', 'ps2', 'disabled'])
      hid.setParams({ mouseOutput: mouse, ...(!isMissing(jiggler) && { jiggler: bool(jiggler) }) })
      call.ok()
    },
    'POST /hid/set_connected'(call) {
      bool(call.get('connected'))
      call.ok()
    },
    'POST /hid/reset'(call) {
      hid.reset()
      call.ok()
    },
    'GET /hid/keymaps': call => call.ok(hid.keymaps()),
    'GET /hid/inactivity': call => call.ok({ inactivity: hid.inactivityS }),
    async 'POST /hid/print'(call) {
      const limit = int(call.get('limit'), { min: 0, usual: 1024 })
      const keymap = call.get('keymap') ?? 'en-us'
      if (!(keymapNames as readonly string[]).includes(keymap)) {
        throw invalid(`The argument '${keymap}' is not a valid keymap`)
      }
      const slow = bool(call.get('slow'), false)
      const delayS = float(call.get('delay'), { what: 'keys delay', min: 0, max: 5, usual: slow ? 0.02 : 0 })
      const text = (await call.body(printLimitBytes)).toString()
      await hid.print(limit === 0 ? text : text.slice(0, limit), keymap, delayS * 1000)
      call.ok()
    },
    async 'POST /hid/events/send_shortcut'(call) {
      const given = call.get('keys')
      if (given === undefined) throw invalid('None argument is not a valid string list')
      const keys = splitList(given)
      if (keys.some(key => !hidKeys.has(key))) {
        throw invalid(`Failed sub-validator on one of the item of [${keys.map(key => `'${key}'`).join(', ')}]`)
      }
      await hid.shortcut(keys)
      call.ok()
    },
    'POST /hid/events/send_key'(call) {
      const key = oneOf(call.get('key'), 'Keyboard key', [...hidKeys])
      const state = call.get('state')
      const finish = bool(call.get('finish'), false)
      if (!isMissing(state)) hid.key(key, bool(state), finish)
      else {
        hid.key(key, true)
        if (!hidModifiers.has(key) && key !== 'PrintScreen') hid.key(key, false)
      }
      call.ok()
    },
    'POST /hid/events/send_mouse_button'(call) {
      const button = oneOf(call.get('button'), 'Mouse button', hidButtonNames)
      const state = call.get('state')
      if (!isMissing(state)) hid.button(button, bool(state))
      else {
        hid.button(button, true)
        hid.button(button, false)
      }
      call.ok()
    },
    'POST /hid/events/send_mouse_move'(call) {
      hid.moveTo(whole(call.get('to_x'), 'Mouse move'), whole(call.get('to_y'), 'Mouse move'))
      call.ok()
    },
    'POST /hid/events/send_mouse_relative'(call) {
      hid.moveBy(whole(call.get('delta_x'), 'Mouse delta'), whole(call.get('delta_y'), 'Mouse delta'))
      call.ok()
    },
    'POST /hid/events/send_mouse_wheel'(call) {
      hid.wheel(whole(call.get('delta_x'), 'Mouse delta'), whole(call.get('delta_y'), 'Mouse delta'))
      call.ok()
    },
  }
}

function whole(value: string | undefined, what: string): number {
  if (isMissing(value)) throw invalid(`None argument is not a valid ${what}`)
  return int(value, { what })
}
