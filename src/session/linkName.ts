import type { LinkState } from '../devices/device'

/** What the operator is told of a link, in the words of the interface. */
export type LinkName = 'connected' | 'connecting' | 'reconnecting' | 'disconnected' | 'signIn'

/** A try after failures is still "reconnecting": the word does not flicker between waits and tries. */
export function linkName(link: LinkState): LinkName {
  switch (link.phase) {
    case 'online':
      return 'connected'
    case 'connecting':
      return link.attempt > 0 ? 'reconnecting' : 'connecting'
    case 'waiting':
      return 'reconnecting'
    case 'asking':
      return 'signIn'
    case 'ended':
      return 'disconnected'
  }
}
