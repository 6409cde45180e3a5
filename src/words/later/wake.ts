/** Words of Wake-on-LAN. */
export const wakeWords = {
  title: 'Wake-on-LAN',
  wake: 'Wake',
  wakeName: 'Wake {{name}}',
  rename: 'Name {{name}}',
  forget: 'Forget {{name}}',
  name: 'Name of {{name}}',
  save: 'Save',
  did: { rename: '{{name}} has another name', forget: '{{name}} forgotten' },
  failed: { rename: '{{name}} keeps its name', forget: '{{name}} not forgotten' },
  mac: 'Address of the network card',
  note: 'A packet that nothing answers: watch the lamps and the picture.',
  sent: 'Wake-up packet for {{name}} sent',
  notSent: 'Wake-up packet for {{name}} not sent',
} as const
