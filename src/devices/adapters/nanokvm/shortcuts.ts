import type { ShortcutsCapability } from '../../capabilities/shortcuts'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Nanokvm } from './Nanokvm'
import { nothing, shortcutsWire } from './wire'

/** Chords kept on the device since 2.3.2 (server/service/hid/shortcut.go): everybody may press them, admins change them. */
export function nanokvmShortcuts({ client, state, viewOnly }: Nanokvm): ShortcutsCapability {
  const edit: ShortcutsCapability['edit'] = {
    async add(keys, signal) {
      refuseIfViewOnly(viewOnly)
      await client.post('api/hid/shortcut', { keys }, { ...(signal && { signal }) })
    },
    async remove(id, signal) {
      refuseIfViewOnly(viewOnly)
      await client.send('DELETE', 'api/hid/shortcut', { id }, nothing, { ...(signal && { signal }) })
    },
  }
  return {
    async list(signal) {
      return (await client.get('api/hid/shortcuts', shortcutsWire, { ...(signal && { signal }) })).shortcuts
    },
    get edit() {
      return state.getState().account?.role === 'user' ? undefined : edit
    },
  }
}
