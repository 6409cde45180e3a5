import type { SystemCapability, SystemFact } from '../../capabilities/system'
import type { KasmOffers } from './knock'

export interface KasmStanding {
  readonly isOwner: boolean
  readonly mayWrite: boolean | undefined
  readonly desktop: string | undefined
}

/** What is known of the server. It tells its version nowhere: which calls it knows says how old it may be. */
export function kasmSystem(offers: KasmOffers, standing: () => KasmStanding): SystemCapability {
  return {
    actions: [],
    async facts() {
      const { isOwner, mayWrite, desktop } = standing()
      const rights = ['read', ...(mayWrite ? ['write'] : []), ...(isOwner ? ['owner'] : [])].join(', ')
      const facts: (SystemFact | false)[] = [
        desktop !== undefined && { id: 'hostname', value: desktop },
        isOwner && { id: 'version', value: ageOf(offers) },
        { id: 'rights', value: rights },
      ]
      return facts.filter(fact => fact !== false)
    },
  }
}

/** First tags that have each call: the reference's table of kasmtech/KasmVNC. */
function ageOf({ downloads, sessions, systemStats }: KasmOffers): string {
  if (systemStats) return '1.5.1 +'
  if (sessions) return '1.4 – 1.5'
  return downloads ? '1.3.3 – 1.3.4' : '1.3.2 –'
}
