import type { tellFailure } from './tellFailure'

/** `tellFailure` for what is on the page before the first picture: its words and rules come when something has failed. */
export function tellFailureLater(...failure: Parameters<typeof tellFailure>): void {
  void import('./tellFailure').then(m => m.tellFailure(...failure))
}
