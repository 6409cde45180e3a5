/** Words of recording the picture. */
export const recordWords = {
  saved: 'Recording of {{span}} saved',
  failed: 'Recording did not start',
} as const
