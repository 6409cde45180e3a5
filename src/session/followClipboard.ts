import type { ClipboardCapability } from '../devices/capabilities/clipboard'
import { Lifetime } from '../lib/lifetime'
import type { Readable } from '../lib/readable'

/** Why this browser cannot let two clipboards follow each other. */
export type FollowObstacle = 'insecure' | 'unsupported' | 'denied'

/**
 * What stands in the way of reading this computer's clipboard without being asked each time. Only browsers that know the
 * permission can (Chromium); Firefox and Safari want a click for every look.
 */
export async function followObstacle(): Promise<FollowObstacle | undefined> {
  if (!globalThis.isSecureContext) return 'insecure'
  try {
    const { state } = await navigator.permissions.query({ name: 'clipboard-read' as PermissionName })
    return state === 'denied' ? 'denied' : undefined
  } catch {
    return 'unsupported'
  }
}

/**
 * Lets the clipboards of this computer and a machine follow each other, as text: ours goes over when the machine gets
 * the keyboard, the machine's comes as soon as this page may write it. Where both have changed, ours is the newer wish.
 * `failed` is told what the browser or the machine refused. Returns a function that stops it.
 */
export function followClipboard(
  clipboard: ClipboardCapability,
  keys: Readable<'here' | 'remote'>,
  failed: (error: unknown) => void,
): () => void {
  const lifetime = new Lifetime()
  /** What both hold, as far as we know. */
  let same: string | undefined
  let isBusy = false

  const ours = async () => {
    if (keys.getState() !== 'remote' || !clipboard.policy.getState().toMachine) return false
    if (await followObstacle()) return false // where a browser would ask the operator at each look
    const text = await navigator.clipboard.readText()
    if (text === '' || text === same) return false
    same = text
    await clipboard.write({ text })
    return true
  }
  const theirs = async () => {
    const text = clipboard.remote.getState()?.text
    if (text === undefined || text === same || !document.hasFocus()) return
    same = text
    await navigator.clipboard.writeText(text)
  }
  const bothWays = async () => {
    if (isBusy || lifetime.ended) return
    isBusy = true
    try {
      if (!(await ours())) await theirs()
    } catch (error) {
      failed(error)
    } finally {
      isBusy = false
    }
  }
  const told = () => void theirs().catch(failed)
  same = clipboard.remote.getState()?.text // from before we followed
  lifetime.add(clipboard.remote.subscribe(told))
  lifetime.add(keys.subscribe(state => state === 'remote' && void bothWays()))
  window.addEventListener('focus', () => void bothWays(), { signal: lifetime.signal })
  void bothWays()
  return () => lifetime.dispose()
}
