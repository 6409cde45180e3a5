/** Words of Wake-on-LAN. */
export const wakeWords = {
  title: 'Wake-on-LAN',
  wake: 'Wake',
  wakeName: 'Wake {{name}}',
  mac: 'Address of the network card',
  note: 'A packet that nothing answers: watch the lamps and the picture.',
  sent: 'Wake-up packet for {{name}} sent',
  notSent: 'Wake-up packet for {{name}} not sent',
} as const
