import { DeviceError } from '../errors'

/** What tells why a connection ended. Not needed before one has: loaded with the first picture, or when one fails. */
export async function loadEnds() {
  try {
    const [{ whyEnded }, { whySocketFailed }] = await Promise.all([import('./whyEnded'), import('./whySocketFailed')])
    return { whyEnded, whySocketFailed }
  } catch (error) {
    // Who serves the page is also the way to the machine.
    const reason = globalThis.navigator?.onLine === false ? 'offline' : 'gateway-gone'
    return { whyEnded: () => new DeviceError(reason, { cause: error }), whySocketFailed: async () => undefined }
  }
}
