/** Words about others who look at the same machine. */
export const viewersWords = {
  joined: '{{names}} joined',
  left: '{{names}} left',
} as const
