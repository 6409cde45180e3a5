/** An id is one path segment, one host label and, in capitals, half the name of an environment variable. */
export const deviceIdPattern = /^[a-z0-9][a-z0-9-]{0,62}$/

/** Where the gateway forwards one device, always with the trailing slash: `nano` is no prefix of `nano-2`. */
export function devicePrefix(id: string): string {
  return `/devices/${id}/`
}
