import type { Capabilities } from '../devices/capabilities/capabilities'
import { notify } from '../stores/notices'
import { preferences } from '../stores/preferences'
import { t, whenWords } from '../words/words'
import { followObstacle } from './followClipboard'

/** Why the text that an operator has copied did not arrive. */
export type PasteReason =
  | 'view-only'
  | 'not-allowed' // the account may look only
  | 'no-clipboard' // the machine has none that we could reach
  | 'policy' // the server takes none
  | 'off' // ours stays here until it is sent
  | 'insecure'
  | 'unsupported'
  | 'denied'
  | 'no-text'
  | 'too-long'

/** Which of them holds for a paste into this machine now; `undefined` when it pastes what was copied here. */
export async function pasteReason({ clipboard, input }: Capabilities): Promise<PasteReason | undefined> {
  if (!input) return undefined // no keys go there, so nothing is pasted
  if (input.viewOnly.getState()) return 'view-only'
  if (input.allowed?.getState() === false) return 'not-allowed'
  if (!clipboard) return 'no-clipboard'
  const policy = clipboard.policy.getState()
  if (!policy.toMachine) return 'policy'
  const obstacle = await followObstacle()
  if (obstacle) return obstacle
  if (!preferences.resolve('clipboardFollow').value) return 'off'
  const text = await navigator.clipboard.readText().catch(() => undefined)
  if (text === undefined) return 'denied'
  if (text === '') return 'no-text'
  const size = policy.maxBytes === undefined ? 0 : new TextEncoder().encode(text).length
  return policy.maxBytes !== undefined && size > policy.maxBytes ? 'too-long' : undefined
}

const nothingPasted: readonly PasteReason[] = ['view-only', 'not-allowed']

/**
 * Says, once for each reason, why Ctrl+V on the picture pasted something else than what was copied here, or nothing.
 * `capabilities` is asked each time. Returns a function that stops it.
 */
export function explainPastes(element: HTMLElement, capabilities: () => Capabilities): () => void {
  const said = new Set<PasteReason>()
  const look = async ({ code, ctrlKey, metaKey, altKey, repeat, target }: KeyboardEvent) => {
    if (code !== 'KeyV' || !(ctrlKey || metaKey) || altKey || repeat) return
    if (!(target instanceof Node) || !element.contains(target)) return
    const reason = await pasteReason(capabilities())
    if (!reason || said.has(reason)) return
    said.add(reason)
    const text = nothingPasted.includes(reason) ? 'clipboard.nothingPasted' : 'clipboard.pastedTheirs'
    whenWords(() => notify({ tone: 'info', text: t(text), more: t(`clipboard.why.${reason}`) }))
  }
  const listen = (event: KeyboardEvent) => void look(event)
  // In front of what gives the keys to the machine and keeps them from everybody else.
  window.addEventListener('keydown', listen, { capture: true })
  return () => window.removeEventListener('keydown', listen, { capture: true })
}
