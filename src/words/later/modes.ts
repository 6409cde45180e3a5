/** Words of the kiosk. */
export const kioskWords = {
  noMachine: 'Waiting for the list of machines to name one for this screen.',
  asks: '{{name}} waits for somebody to sign in',
} as const
