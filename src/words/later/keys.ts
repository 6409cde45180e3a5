/** Words of the keys on screen. */
export const keysWords = {
  strip: 'On-screen keys',
  soft: 'Keyboard of this device',
  field: 'Text for the machine',
} as const
