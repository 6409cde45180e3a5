/** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const end = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end)
      resolve()
    }, ms)
    signal?.addEventListener('abort', end, { once: true })
  })
}

/** How often a condition is looked at, ms: a pause that a person ends. */
const lookEveryMs = 100

/** Resolves when `isSo` no longer holds; rejects with the signal's reason. */
export async function whileSo(isSo: () => boolean, signal?: AbortSignal): Promise<void> {
  while (isSo()) await wait(lookEveryMs, signal)
}
