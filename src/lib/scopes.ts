/** What somebody may do with a machine: the one vocabulary of embedding, in the gateway's configuration and in the page. */
export const scopes = [
  'view',
  'input',
  'clipboard',
  'power',
  'media',
  'gpio',
  'users',
  'relay',
  'terminal',
  'files',
  'system',
] as const

export type Scope = (typeof scopes)[number]
