/** Words of the keys on screen. */
export const keysWords = {
  strip: 'On-screen keys',
  soft: 'Keyboard of this device',
  field: 'Text for the machine',
  askTitle: 'Send {{what}} to {{name}}?',
  askText: 'Some systems restart at once, others show their sign-in or their task list.',
  askSend: 'Send {{what}}',
} as const
