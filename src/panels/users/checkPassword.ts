import type { UserRules } from '../../devices/capabilities/users'

export type PasswordProblem = 'short' | 'long' | 'dots'

/** Why a machine would not take this password, before it is asked. */
export function checkPassword(password: string, rules: UserRules): PasswordProblem | undefined {
  const bytes = new TextEncoder().encode(password).length
  if (bytes < rules.minPasswordBytes) return 'short'
  if (bytes > rules.maxPasswordBytes) return 'long'
  // KasmVNC answers 404 to any request that holds these bytes: kasmtech/KasmVNC common/network/websocket.c.
  return password.includes('../') ? 'dots' : undefined
}
